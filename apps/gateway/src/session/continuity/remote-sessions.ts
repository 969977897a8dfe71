import type { Clock } from '@voxrail/clock';
import { VoxrailError } from '@voxrail/contracts';
import type { StateBucket, StateEntry } from '@voxrail/messaging';
import { BusError } from '@voxrail/messaging';

import type { SessionStatus } from '../session-status';
import { statusOf } from '../session-status';
import type { OwnerQuestion, SessionPeers } from './session-peers';
import type { SessionRecord } from './session-record';
import { decodeRecord } from './session-record';

/** While a session goes from one gateway to another nobody answers for it. */
const ATTEMPTS = 4;
const RETRY_MS = 250;

/** What anybody may ask of a session that another gateway has, or none at the moment. */
export class RemoteSessions {
  public constructor(
    private readonly peers: SessionPeers,
    private readonly bucket: StateBucket,
    private readonly clock: Clock,
  ) {}

  /** @throws VoxrailError `session_not_found`. */
  public async status(sid: string): Promise<SessionStatus> {
    const answer = await this.peers.ask(sid, { verb: 'status' });
    // Another gateway's own answer: what it says of itself is taken as it is.
    if (typeof answer !== 'string') return answer.value as SessionStatus;
    const { record } = await this.stored(sid);
    return statusOf(record);
  }

  /**
   * @throws VoxrailError `session_not_found`, `tool_request_not_found`; `capacity` where its gateway does
   *   not answer.
   */
  public async toolResult(
    sid: string,
    requestId: string,
    answer: { result?: unknown; error?: string },
  ): Promise<void> {
    const { result, error } = answer;
    const question: OwnerQuestion = {
      verb: 'tool_result',
      requestId,
      ...(result === undefined ? {} : { result }),
      ...(error === undefined ? {} : { error }),
    };
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (attempt > 0) await this.pause();
      const answered = await this.peers.ask(sid, question);
      if (typeof answered !== 'string') return;
      await this.stored(sid);
    }
    throw new VoxrailError('capacity', 'the gateway of the session does not answer; try again');
  }

  /** @throws VoxrailError `session_not_found`. */
  public async remove(sid: string): Promise<void> {
    const answer = await this.peers.ask(sid, { verb: 'end' });
    if (typeof answer !== 'string') return;
    const { entry } = await this.stored(sid);
    try {
      // A gateway that still has it, and does not answer, finds out that it is gone.
      await this.bucket.remove(sid, entry.revision);
    } catch (cause) {
      throw new VoxrailError('conflict', 'the session is changing hands; try again', { cause });
    }
  }

  /** What the last gateway that had it has left. */
  private async stored(
    sid: string,
  ): Promise<{ readonly entry: StateEntry; readonly record: SessionRecord }> {
    const entry = await this.bucket.read(sid).catch((cause: unknown) => {
      if (cause instanceof BusError && cause.code === 'unavailable') return undefined;
      const message = 'the message broker does not tell whether there is such a session';
      throw new VoxrailError('rail_unavailable', message, { cause });
    });
    const record = entry?.data === undefined ? undefined : decodeRecord(entry.data);
    if (entry !== undefined && record !== undefined) return { entry, record };
    throw new VoxrailError('session_not_found', 'there is no session with this id');
  }

  private async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.clock.schedule(RETRY_MS, resolve);
    });
  }
}
