import type { OwnerRequest, OwnerVerb } from '@voxrail/contracts';
import {
  decodeOwnerReply,
  decodeOwnerRequest,
  encodeOwnerMessage,
  OWNER_DEADLINE_MS,
  ownerSubject,
  VoxrailError,
} from '@voxrail/contracts';
import type { BusSubscription, MessageBus } from '@voxrail/messaging';
import { BusError } from '@voxrail/messaging';

/** What is asked, beside who asks. */
export interface OwnerQuestion {
  readonly verb: OwnerVerb;
  readonly requestId?: string;
  readonly result?: unknown;
  readonly error?: string;
}

/** `gone`: no gateway has the session; `silent`: one has it, and does not answer. */
export type Unanswered = 'gone' | 'silent';

/** @throws VoxrailError for the one who asks. Undefined: this gateway says nothing to it. */
export type OwnerHandler = (question: OwnerQuestion) => Promise<unknown>;

/** How gateways ask each other for the sessions that they own. */
export class SessionPeers {
  public constructor(
    private readonly bus: MessageBus,
    public readonly gatewayId: string,
  ) {}

  /**
   * Asks the gateway that owns the session.
   * @returns its answer in `value`, or why there is none.
   * @throws VoxrailError what it answered.
   */
  public async ask(
    sid: string,
    question: OwnerQuestion,
  ): Promise<{ readonly value: unknown } | Unanswered> {
    const request = encodeOwnerMessage({ ...question, gateway: this.gatewayId });
    try {
      const data = await this.bus.request(ownerSubject(sid), request, OWNER_DEADLINE_MS);
      const reply = decodeOwnerReply(data);
      if (reply === undefined) return 'silent';
      if (!reply.ok) throw new VoxrailError(reply.code, reply.message);
      return { value: reply.value };
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      return error.code === 'no_responders' ? 'gone' : 'silent';
    }
  }

  /** Answers for a session from here on. */
  public serve(sid: string, handle: OwnerHandler): BusSubscription {
    return this.bus.subscribe(ownerSubject(sid), (data, _subject, respond) => {
      const request = decodeOwnerRequest(data);
      if (request === undefined || respond === undefined) return;
      if (request.gateway !== this.gatewayId) void this.answer(request, handle, respond);
    });
  }

  private async answer(
    request: OwnerRequest,
    handle: OwnerHandler,
    respond: (answer: Uint8Array) => void,
  ): Promise<void> {
    try {
      const value = await handle(request);
      if (value !== undefined) respond(encodeOwnerMessage({ ok: true, value }));
    } catch (error) {
      // Whatever else has gone wrong here, the one who asks finds nobody.
      if (!(error instanceof VoxrailError)) return;
      const { code, message } = error;
      respond(encodeOwnerMessage({ ok: false, code, message }));
    }
  }
}
