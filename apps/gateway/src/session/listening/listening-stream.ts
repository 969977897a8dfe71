import type { Clock, Timer } from '@voxrail/clock';
import type {
  AsrCandidate,
  AsrFailed,
  AsrFinal,
  AsrPartial,
  AsrSpeechEnded,
  AsrSpeechStarted,
  SessionConfig,
} from '@voxrail/contracts';
import { INPUT_SAMPLE_RATE_HZ, msToSamples } from '@voxrail/contracts';

import type { AsrRail, ListeningListener } from '../../rails/asr-rail';
import type { OrderCounter } from '../order-counter';
import { ArrivalTimes } from './arrival-times';
import { AudioBuffer } from './audio-buffer';
import { listeningConfig } from './listening-config';

/** What the person does, as heard. Times are this process's monotonic clock. */
export interface SpeechEvents {
  /** `decidedAtMs` is the worker's clock, or null where the two cannot be compared. */
  onSpeechStarted(utterance: number, decidedAtMs: number | null): void;
  /** `pausing`: speech has stopped for the moment, and may go on. */
  onPartial(utterance: number, text: string, pausing: boolean): void;
  /** What the final will be if no speech follows. */
  onCandidate(utterance: number, text: string): void;
  /** `endOfSpeechMs`: when the last voiced sample had arrived; null when that is not known any more. */
  onSpeechEnded(utterance: number, endOfSpeechMs: number | null): void;
  onFinal(final: AsrFinal): void;
  /** Silence has lasted for so long after speech that nothing belongs to it any more. */
  onIdle(): void;
  /** The utterance is lost; without a number, whichever was being heard. */
  onUtteranceFailed(utterance: number | undefined): void;
}

export interface ListeningParts {
  readonly clock: Clock;
  readonly asr: AsrRail;
  readonly orders: OrderCounter;
  readonly traceparent: string;
  /** Whether the worker's clock is this process's. */
  readonly sharedClock: () => boolean;
}

/** On top of the utterance itself: its pre-roll (at most 2 s) and what comes in while a worker is replaced. */
const HELD_MARGIN_MS = 8_000;

/**
 * Audio from before the loss of a worker that is heard again when nobody was speaking, so that an onset
 * is not lost: a loss is noticed within 1.5 s, and it takes some voice to be sure of speech.
 */
const IDLE_REPLAY_MS = 2_000;

const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 5_000;

/**
 * The session's ears: client audio with absolute sample positions on one listening order at a time,
 * and the same utterances under the same numbers when another worker has to take over.
 */
export class ListeningStream implements ListeningListener {
  private readonly buffer: AudioBuffer;
  private readonly arrivals = new ArrivalTimes();
  private order: number | undefined;
  private muted = false;
  private nextUtterance = 0;
  /** First samples of the utterances that have begun and have no final yet, oldest first. */
  private readonly unfinished = new Map<number, number>();
  /** Nothing before this is heard again: it belongs to utterances that are over. */
  private settledSample = 0;
  /** While nobody listens: what comes from here on may not have been heard. */
  private unheardSample: number | undefined;
  private retry: Timer | undefined;
  private retryMs = FIRST_RETRY_MS;

  public constructor(
    private readonly parts: ListeningParts,
    private config: SessionConfig,
    private readonly events: SpeechEvents,
  ) {
    this.buffer = new AudioBuffer(longestMs(config));
  }

  /** Opens the listening stream, again after a loss: what was not finished is heard once more. */
  public start(): void {
    this.stopOrder();
    const firstSample = this.replayFrom();
    this.unheardSample = undefined;
    const replay = this.buffer.from(firstSample);
    const [oldest] = this.unfinished.keys();
    const order = this.parts.orders.next();
    this.order = order;
    this.parts.asr.start(
      order,
      {
        config: listeningConfig(this.config),
        language: this.config.language,
        firstSample: replay[0]?.firstSample ?? this.buffer.endSample,
        firstUtterance: oldest ?? this.nextUtterance,
        traceparent: this.parts.traceparent,
      },
      this,
    );
    for (const chunk of replay) this.parts.asr.audio(order, chunk.firstSample, chunk.pcm);
  }

  /** Nobody hears what comes in until the next `start`, which lets it be heard as far as the buffer reaches. */
  public loseWorker(): void {
    this.unheardSample ??= this.recentSample;
  }

  /** PCM16 of the client, as it comes. */
  public audio(pcm: Uint8Array): void {
    if (this.muted) return;
    const firstSample = this.buffer.endSample;
    if (this.order !== undefined) this.parts.asr.audio(this.order, firstSample, pcm);
    this.buffer.push(pcm);
    this.arrivals.add(this.buffer.endSample, this.parts.clock.nowMs());
  }

  public get isMuted(): boolean {
    return this.muted;
  }

  public mute(): void {
    if (this.muted) return;
    this.muted = true;
    this.forgetAll();
    if (this.order !== undefined) this.parts.asr.reset(this.order, this.buffer.endSample);
  }

  public unmute(): void {
    this.muted = false;
  }

  /** Decide now: a final follows, empty when nothing was said. */
  public flush(): void {
    if (this.order !== undefined) this.parts.asr.flush(this.order, this.buffer.endSample);
  }

  /** Holds for what is heard from here on. */
  public configure(config: SessionConfig): void {
    const languageChanged = config.language !== this.config.language;
    this.config = config;
    this.buffer.limit(longestMs(config));
    if (this.order === undefined) return;
    if (languageChanged) this.start();
    else this.parts.asr.configure(this.order, this.buffer.endSample, listeningConfig(config));
  }

  public close(): void {
    this.retry?.cancel();
    this.retry = undefined;
    this.stopOrder();
  }

  public onSpeechStarted(event: AsrSpeechStarted): void {
    if (event.utterance < this.nextUtterance) return;
    this.nextUtterance = event.utterance + 1;
    this.retryMs = FIRST_RETRY_MS;
    this.unfinished.set(event.utterance, event.prerollSample);
    this.buffer.hold(event.prerollSample);
    const decidedAtMs = this.parts.sharedClock() ? event.atMs : null;
    this.events.onSpeechStarted(event.utterance, decidedAtMs);
  }

  public onPartial(event: AsrPartial): void {
    this.events.onPartial(event.utterance, event.text, event.pausing === true);
  }

  public onCandidate(event: AsrCandidate): void {
    this.events.onCandidate(event.utterance, event.text);
  }

  public onIdle(): void {
    this.events.onIdle();
  }

  public onSpeechEnded(event: AsrSpeechEnded): void {
    this.settledSample = Math.max(this.settledSample, event.endSample);
    this.events.onSpeechEnded(event.utterance, this.arrivals.of(event.endSample));
  }

  public onFinal(final: AsrFinal): void {
    this.nextUtterance = Math.max(this.nextUtterance, final.utterance + 1);
    this.settle(final.utterance, final.endSample);
    this.events.onFinal(final);
  }

  public onListeningFailed(failure: AsrFailed): void {
    if (failure.utterance === undefined) this.forgetAll();
    else this.settle(failure.utterance, 0);
    this.events.onUtteranceFailed(failure.utterance);
    if (!failure.fatal) return;
    this.loseWorker();
    this.stopOrder();
    this.retry?.cancel();
    this.retry = this.parts.clock.schedule(this.retryMs, () => {
      this.retry = undefined;
      this.start();
    });
    this.retryMs = Math.min(MAX_RETRY_MS, this.retryMs * 2);
  }

  private replayFrom(): number {
    const [oldest] = this.unfinished.values();
    if (oldest !== undefined) return oldest;
    return Math.max(this.settledSample, this.unheardSample ?? this.recentSample);
  }

  private get recentSample(): number {
    const replaySamples = msToSamples(IDLE_REPLAY_MS, INPUT_SAMPLE_RATE_HZ);
    return Math.max(0, this.buffer.endSample - replaySamples);
  }

  private settle(utterance: number, endSample: number): void {
    this.unfinished.delete(utterance);
    this.settledSample = Math.max(this.settledSample, endSample);
    this.buffer.release();
    const [oldest] = this.unfinished.values();
    if (oldest !== undefined) this.buffer.hold(oldest);
  }

  private forgetAll(): void {
    this.unfinished.clear();
    this.settledSample = this.buffer.endSample;
    this.buffer.release();
  }

  private stopOrder(): void {
    if (this.order !== undefined) this.parts.asr.stop(this.order);
    this.order = undefined;
  }
}

function longestMs(config: SessionConfig): number {
  return config.turn_detection.max_utterance_ms + HELD_MARGIN_MS;
}
