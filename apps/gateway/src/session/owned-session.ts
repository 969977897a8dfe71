import type { Clock } from '@voxrail/clock';
import type { SessionEndingMessage } from '@voxrail/contracts';
import { VoxrailError } from '@voxrail/contracts';
import type { BusSubscription, StateBucket } from '@voxrail/messaging';
import { BusError } from '@voxrail/messaging';

import type { AgentRail, Inherited } from './agent-rail';
import type { ClientChannel } from './client-channel';
import { Ownership } from './continuity/ownership';
import type { OwnerQuestion, SessionPeers } from './continuity/session-peers';
import type { SessionRecord, SessionSnapshot } from './continuity/session-record';
import { readRecord } from './continuity/session-record';
import { Deadline } from './deadline';
import { SessionClient } from './session-client';
import type { SessionGrants } from './session-grants';
import type { SessionStatus } from './session-status';
import { statusOf } from './session-status';
import { NO_USAGE } from './session-usage';

/** Protocol section 1: a session that nobody opens ends. */
export const UNOPENED_MS = 60_000;

/** Where a session begins at this gateway. */
export interface Beginning {
  readonly createdAtMs: number;
  readonly grants: SessionGrants;
  readonly before: SessionSnapshot;
  /** Another gateway has had it. */
  readonly inherited: Inherited | undefined;
}

export interface OwnedSessionParts {
  readonly sid: string;
  readonly clock: Clock;
  /** Time of day. */
  readonly wallMs: () => number;
  readonly bucket: StateBucket;
  readonly peers: SessionPeers;
  /** How long a client that lost its connection may come back. */
  readonly graceMs: number;
  /** Claims the workers. @throws VoxrailError `capacity`, `rail_unavailable` naming the rail. */
  readonly open: (session: OwnedSession, beginning: Beginning) => Promise<AgentRail>;
  /** Called before anything is done for another gateway. */
  readonly beforeAnswer: () => void;
  /** Called once, when nothing is held here any more. */
  readonly onEnded: () => void;
}

/**
 * A session of this gateway, whether somebody is connected or not: from its creation, or from the moment
 * at which it is taken over, to its end, or until another gateway takes it over.
 */
export class OwnedSession {
  public readonly client = new SessionClient();
  public readonly ownership: Ownership;
  private beginning: Beginning | undefined;
  private rail: AgentRail | undefined;
  private opening: Promise<AgentRail> | undefined;
  private ended = false;
  private serving: BusSubscription | undefined;
  private suspicion: Promise<boolean> | undefined;
  private readonly unopened: Deadline;
  private readonly grace: Deadline;

  /** To be begun with `create`, or by `attach`, which takes it over. */
  public constructor(private readonly parts: OwnedSessionParts) {
    const { clock, bucket, peers, sid } = parts;
    const { gatewayId } = peers;
    this.ownership = new Ownership(
      { bucket, clock, sid, gatewayId },
      {
        snapshot: () => this.snapshot(),
        onLost: () => {
          this.leave('replaced');
        },
      },
    );
    this.unopened = new Deadline(clock, () => {
      this.forget('ended');
    });
    this.grace = new Deadline(clock, () => {
      this.rail?.abandon();
    });
  }

  public get sid(): string {
    return this.parts.sid;
  }

  /** Undefined while the session is being taken over. */
  public get grants(): SessionGrants | undefined {
    return this.beginning?.grants;
  }

  public get agentRail(): AgentRail | undefined {
    return this.rail;
  }

  public async create(before: SessionSnapshot, grants: SessionGrants): Promise<void> {
    const createdAtMs = this.parts.wallMs();
    this.beginning = { createdAtMs, grants, before, inherited: undefined };
    this.unopened.arm(UNOPENED_MS);
    this.serve();
    await this.ownership.begin({ createdAtMs, grants });
  }

  /**
   * The session is on `channel` from here on; who was on it before is told so and closed.
   * @throws VoxrailError `session_not_found`, and those of `open`: the session can be opened again.
   */
  public async attach(channel: ClientChannel): Promise<AgentRail> {
    this.rail?.suspend();
    this.grace.clear();
    this.client.attach(channel, this.rail?.goodbye('replaced') ?? this.replacedBeforeItOpened());
    if (this.rail !== undefined) return this.rail;
    this.opening ??= this.open();
    try {
      return await this.opening;
    } catch (error) {
      this.client.detach(channel);
      throw error;
    }
  }

  /** The connection is gone. Nothing happens when a newer one has taken over. */
  public detached(channel: ClientChannel): void {
    if (!this.client.detach(channel) || this.rail === undefined) return;
    this.rail.suspend();
    this.grace.arm(this.parts.graceMs);
  }

  /** The client has said goodbye. Nothing happens when a newer one has taken over. */
  public left(channel: ClientChannel): void {
    if (!this.client.detach(channel)) return;
    if (this.rail === undefined) this.forget('ended');
    else this.rail.abandon();
  }

  /** @throws VoxrailError `session_not_found`. */
  public async status(): Promise<SessionStatus> {
    await this.begun();
    const { rail, client } = this;
    const connected = client.isThere ? 'active' : 'reconnecting';
    return {
      ...statusOf(this.ownership.record(this.snapshot())),
      ...(rail === undefined ? {} : { state: connected }),
      agent_speaking: client.agentState.speaking,
      processing: client.agentState.processing,
      user_speaking: client.userIsSpeaking,
    };
  }

  /** @throws VoxrailError `session_not_found`, `tool_request_not_found`, `bad_request`. */
  public async toolResult(
    requestId: string,
    answer: { result?: unknown; error?: string },
  ): Promise<void> {
    await this.begun();
    if (this.rail === undefined) {
      throw new VoxrailError('tool_request_not_found', 'the session has not been opened yet');
    }
    this.rail.toolResponse(requestId, answer);
  }

  public end(reason: 'deleted' | 'expired'): void {
    if (this.rail === undefined) this.forget('ended');
    else this.rail.end(reason);
  }

  /** The session goes on at whichever gateway its client comes to. Resolves when its state is written. */
  public async drain(): Promise<void> {
    if (this.beginning !== undefined) await this.ownership.save();
    this.leave('draining');
  }

  /** This process stood still: until it is known whose the session is now, nobody is answered for it. */
  public suspect(): void {
    this.suspicion = this.ownership.confirm();
  }

  /** Whether it is this gateway's, as far as anybody can tell. */
  public async isOurs(): Promise<boolean> {
    return (this.suspicion === undefined || (await this.suspicion)) && !this.ended;
  }

  /** Another gateway has the session, or will have it. */
  public leave(reason: 'replaced' | 'draining'): void {
    this.ownership.stop();
    if (this.rail === undefined) this.forget('left');
    else this.rail.leave(reason);
  }

  /** To be called when the rail has ended by itself. */
  public railEnded(how: 'ended' | 'left'): void {
    this.rail = undefined;
    this.forget(how);
  }

  private async open(): Promise<AgentRail> {
    this.unopened.clear();
    try {
      const beginning = this.beginning ?? (await this.takeOver());
      const rail = await this.parts.open(this, beginning);
      // Who took it over meanwhile has claimed the workers.
      if (!this.ended && !(await this.ownership.confirm())) this.leave('replaced');
      if (this.isEnded()) {
        rail.leave('replaced');
        throw new VoxrailError('session_not_found', 'the session has ended, or is elsewhere');
      }
      this.rail = rail;
      if (!this.client.isThere) this.grace.arm(this.parts.graceMs);
      return rail;
    } catch (error) {
      if (this.beginning === undefined) this.forget('left');
      else if (!this.ended) this.unopened.arm(this.waitsUnopenedMs(this.beginning));
      throw error;
    } finally {
      this.opening = undefined;
    }
  }

  private replacedBeforeItOpened(): SessionEndingMessage {
    const metadata = this.beginning?.before.config.metadata ?? {};
    return {
      reason: 'replaced',
      deadline_ms: 0,
      reconnect: false,
      summary: { turns: 0, duration_ms: 0, usage: NO_USAGE, metadata },
    };
  }

  private waitsUnopenedMs({ before }: Beginning): number {
    return before.opened ? this.parts.graceMs : UNOPENED_MS;
  }

  /** @throws VoxrailError `session_not_found`; `rail_unavailable` where nobody can tell. */
  private async takeOver(): Promise<Beginning> {
    const { peers, sid, wallMs } = this.parts;
    const answer = await peers.ask(sid, { verb: 'take_over' });
    const handedOver = typeof answer === 'string' ? undefined : readRecord(answer.value);
    this.serve();
    const record = await this.ownership.takeOver(handedOver).catch((cause: unknown) => {
      if (cause instanceof BusError && cause.code === 'unavailable') return undefined;
      const message = 'the message broker does not tell whether there is such a session';
      throw new VoxrailError('rail_unavailable', message, { cause });
    });
    const ageMs = Math.max(0, wallMs() - (record?.createdAtMs ?? 0));
    if (record === undefined || (!record.opened && ageMs > UNOPENED_MS)) throw notFound();
    const inherited = { handedOver: record === handedOver, ageMs };
    const { createdAtMs, grants } = record;
    this.beginning = { createdAtMs, grants, before: record, inherited };
    return this.beginning;
  }

  private serve(): void {
    const { peers, sid } = this.parts;
    this.serving ??= peers.serve(sid, async (question) => this.answer(question));
  }

  private async answer(question: OwnerQuestion): Promise<unknown> {
    this.parts.beforeAnswer();
    if (!(await this.isOurs())) return undefined;
    switch (question.verb) {
      case 'status':
        return this.status();
      case 'end':
        await this.begun();
        this.end('deleted');
        return null;
      case 'tool_result':
        await this.toolResult(question.requestId ?? '', question);
        return null;
      case 'take_over':
        return this.handOver();
    }
  }

  private handOver(): SessionRecord | undefined {
    // It is being taken over at this moment: the later one wins, by what stands in the bucket.
    if (this.beginning === undefined) return undefined;
    const record = this.ownership.record(this.snapshot());
    void this.ownership.save();
    this.leave('replaced');
    return record;
  }

  private snapshot(): SessionSnapshot {
    const snapshot = this.rail?.snapshot() ?? this.beginning?.before;
    if (snapshot === undefined) throw notFound();
    return snapshot;
  }

  /** Waits until it is known whether there is such a session at all. */
  private async begun(): Promise<void> {
    if (this.beginning === undefined) await this.opening?.catch(() => undefined);
    if (this.beginning === undefined) throw notFound();
  }

  private forget(how: 'ended' | 'left'): void {
    if (this.ended) return;
    this.ended = true;
    this.unopened.clear();
    this.grace.clear();
    this.serving?.unsubscribe();
    if (how === 'ended') void this.ownership.release();
    else this.ownership.stop();
    this.client.close();
    this.parts.onEnded();
  }

  /** Asked again after an await, where the compiler still believes what was true before it. */
  private isEnded(): boolean {
    return this.ended;
  }
}

/** The answer to whoever asks for a session that is nowhere. */
export function notFound(): VoxrailError {
  return new VoxrailError('session_not_found', 'there is no session with this id');
}
