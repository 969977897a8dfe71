import type { Clock, Timer } from '@voxrail/clock';

import { windowsCovering } from '../stream/audio-window';
import { LONGEST_UTTERANCE_MS } from '../stream/listening-rules';
import type { VadBatch, VadBatchResult } from './vad-batch';
import { packBatch } from './vad-batch';
import type { VadListener } from './vad-channel';
import { VadChannel } from './vad-channel';

/** Judges one window of each session of the batch. Rejects when the model does not answer. */
export type JudgeSpeech = (batch: VadBatch) => Promise<VadBatchResult>;

/** Design document 6.3: live audio is held for five seconds, then the oldest goes. */
const MAX_WAIT_MS = 5_000;

/**
 * A worker that takes a session over is given its whole utterance at once, so the bound on the number
 * of windows is that of the longest utterance and the one above.
 */
const MAX_WINDOWS = windowsCovering(LONGEST_UTTERANCE_MS + MAX_WAIT_MS);

/**
 * Time between the starts of two calls, so that sessions share them: a call costs its two ends some
 * 2.5 ms of processor time, whether it is for one session or for ten. A single session, with a window
 * every 32 ms, never waits; a session that has more than one window to be judged does not either.
 */
const GATHER_MS = 8;

/** Short enough for a model that restarts, long enough not to hammer one that is gone. */
const RETRY_MS = 100;

/**
 * A model that has not answered for this long is reported: shortly before the first audio would be
 * dropped. Until then nothing is lost but time, and a restart of model-server takes less.
 */
const OUTAGE_AFTER_MS = 4_500;

/**
 * One model call for all sessions of the worker: as soon as windows are ready and no call is under
 * way or has just been, the oldest window of each session goes in. What arrives meanwhile goes into
 * the next call.
 */
export class VadBatcher {
  private readonly channels = new Set<VadChannel>();
  private callUnderWay = false;
  private callPlanned = false;
  private lastCallMs = Number.NEGATIVE_INFINITY;
  private gatherTimer: Timer | null = null;
  private retryTimer: Timer | null = null;
  private failingSinceMs: number | null = null;
  private closed = false;

  public constructor(
    private readonly judge: JudgeSpeech,
    private readonly clock: Clock,
  ) {}

  public get openChannels(): number {
    return this.channels.size;
  }

  public open(listener: VadListener): VadChannel {
    const channel = new VadChannel(
      listener,
      { maxWaitMs: MAX_WAIT_MS, maxWindows: MAX_WINDOWS },
      (waiting) => {
        if (waiting.waitingWindows > 1) this.callSoon();
        else this.gather();
      },
      (closing) => {
        this.channels.delete(closing);
      },
    );
    this.channels.add(channel);
    return channel;
  }

  /** Ends retries and forgets a call under way. */
  public close(): void {
    this.closed = true;
    this.retryTimer?.cancel();
    this.gatherTimer?.cancel();
    for (const channel of this.channels) channel.close();
  }

  private gather(): void {
    if (this.gatherTimer !== null || this.callUnderWay) return;
    const waitMs = this.lastCallMs + GATHER_MS - this.clock.nowMs();
    if (waitMs <= 0) {
      this.callSoon();
      return;
    }
    this.gatherTimer = this.clock.schedule(waitMs, () => {
      this.gatherTimer = null;
      this.callSoon();
    });
  }

  /** Frames that were read from the socket together go into one call: it starts after all of them. */
  private callSoon(): void {
    if (this.callPlanned || this.callUnderWay || this.retryTimer !== null) return;
    this.gatherTimer?.cancel();
    this.gatherTimer = null;
    this.callPlanned = true;
    queueMicrotask(() => {
      this.callPlanned = false;
      this.call();
    });
  }

  private call(): void {
    if (this.closed || this.callUnderWay) return;
    const rows = [...this.channels].flatMap((channel) => {
      const head = channel.head;
      return head === null ? [] : [{ channel, head }];
    });
    if (rows.length === 0) {
      // Nobody waits any more: a failure that comes later is a new one.
      this.failingSinceMs = null;
      return;
    }
    this.callUnderWay = true;
    this.lastCallMs = this.clock.nowMs();
    const batch = packBatch(
      rows.map(({ head }) => ({ memory: head.memory, samples: head.window.samples })),
    );
    this.judge(batch).then(
      (result) => {
        this.callUnderWay = false;
        this.failingSinceMs = null;
        rows.forEach(({ channel, head }, row) => {
          channel.settle(head, batch, result, row);
        });
        this.goOn(rows.some(({ channel }) => channel.waitingWindows > 0));
      },
      (cause: unknown) => {
        this.callUnderWay = false;
        this.retryLater(cause);
      },
    );
  }

  /** @param behind a session that has just been judged has more to be judged. */
  private goOn(behind: boolean): void {
    if (behind) this.call();
    else if ([...this.channels].some((channel) => channel.waitingWindows > 0)) this.gather();
  }

  private retryLater(cause: unknown): void {
    if (this.closed) return;
    const nowMs = this.clock.nowMs();
    this.failingSinceMs ??= nowMs;
    if (nowMs - this.failingSinceMs >= OUTAGE_AFTER_MS) {
      for (const channel of this.channels) {
        if (channel.waitingWindows > 0) channel.tellOutage(cause);
      }
    }
    for (const channel of this.channels) channel.skipOverdue(nowMs);
    this.retryTimer = this.clock.schedule(RETRY_MS, () => {
      this.retryTimer = null;
      this.call();
    });
  }
}
