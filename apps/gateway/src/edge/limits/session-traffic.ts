import type { Clock } from '@voxrail/clock';
import type { ErrorCode } from '@voxrail/contracts';
import { metrics } from '@voxrail/observability';

import { AudioPace } from './audio-pace';
import { RecentEvents } from './recent-events';
import type { BucketRule } from './token-bucket';
import { TokenBucket } from './token-bucket';

/**
 * `pass`: within the limits. `refuse`: drop it and say so. `drop`: drop it, the client knows.
 * `end`: it goes on and on, the session ends.
 */
export type Verdict = 'pass' | 'refuse' | 'drop' | 'end';

/** Protocol section 2. */
const CONTROL: BucketRule = { perSecond: 20, burst: 40 };
const PLAYBACK: BucketRule = { perSecond: 20, burst: 20 };

/** Messages over the limit that are answered with an error each before the session ends. */
const CONTROL_PATIENCE: BucketRule = { perSecond: 1, burst: 40 };

/** Bytes over the limit before the session ends: three seconds of audio, as much as may come at once. */
const AUDIO_PATIENCE: BucketRule = { perSecond: 4_800, burst: 96_000 };

/** A dropped message costs as much as this many bytes, so that empty ones cannot be sent without end. */
const LEAST_DROPPED_BYTES = 320;

/** Answers to dropped audio, which may be hundreds of messages a second. */
const AUDIO_ANSWERS: BucketRule = { perSecond: 1, burst: 1 };

const MOST_BAD_REQUESTS = 10;
const BAD_REQUESTS_WINDOW_MS = 60_000;

const BAD_REQUEST_CODES: ReadonlySet<ErrorCode> = new Set([
  'bad_request',
  'audio_invalid',
  'audio_too_large',
]);

/** What one session's client may send, and how often it may be wrong. */
export class SessionTraffic {
  private readonly control: TokenBucket;
  private readonly playback: TokenBucket;
  private readonly controlPatience: TokenBucket;
  private readonly pace: AudioPace;
  private readonly audioPatience: TokenBucket;
  private readonly audioAnswers: TokenBucket;
  private readonly badRequests: RecentEvents;

  /** @param audioSpeedLimit times real time */
  public constructor(clock: Clock, audioSpeedLimit: number) {
    this.control = new TokenBucket(clock, CONTROL);
    this.playback = new TokenBucket(clock, PLAYBACK);
    this.controlPatience = new TokenBucket(clock, CONTROL_PATIENCE);
    this.pace = new AudioPace(clock, audioSpeedLimit);
    this.audioPatience = new TokenBucket(clock, AUDIO_PATIENCE);
    this.audioAnswers = new TokenBucket(clock, AUDIO_ANSWERS);
    this.badRequests = new RecentEvents(clock, MOST_BAD_REQUESTS, BAD_REQUESTS_WINDOW_MS);
  }

  public audio(bytes: number): Verdict {
    if (this.pace.take(bytes)) return 'pass';
    metrics.framesDroppedTotal.inc({ reason: 'too_fast' });
    if (!this.audioPatience.take(Math.max(bytes, LEAST_DROPPED_BYTES))) return 'end';
    return this.audioAnswers.take() ? 'refuse' : 'drop';
  }

  /** A JSON message of this name; playback reports have an allowance of their own. */
  public message(name: string): Verdict {
    if (name === 'playback' && this.playback.take()) return 'pass';
    if (this.control.take()) return 'pass';
    metrics.clientMessagesRefusedTotal.inc({ reason: 'too_fast' });
    return this.controlPatience.take() ? 'refuse' : 'end';
  }

  /** Counts an error that a client was told. @returns whether it makes too many mistakes */
  public mistake(code: ErrorCode): boolean {
    if (!BAD_REQUEST_CODES.has(code)) return false;
    metrics.clientMessagesRefusedTotal.inc({ reason: 'bad_request' });
    return this.badRequests.note();
  }
}
