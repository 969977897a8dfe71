import { int16ToBytes } from '@voxrail/audio';
import type { Clock } from '@voxrail/clock';
import type { TtsAlignment, TtsDone } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';
import type { Logger } from '@voxrail/observability';
import { metrics } from '@voxrail/observability';
import type { FrameSender } from '@voxrail/rail';

import type { SpeechError } from './speech-error';
import type { SpeechModel } from './voice-route';

/** Counts what `/metrics` shows beside the metrics that all services share. */
export interface SpeechCounters {
  readonly audioBytes: { inc(bytes: number): void };
}

/** Tells the gateway of a session's speeches, and the operators of their failures. No word of a text gets into either's log. */
export class SpeechReport {
  public constructor(
    private readonly sender: FrameSender,
    private readonly clock: Clock,
    private readonly counters: SpeechCounters,
    private readonly logger: Logger,
  ) {}

  public audio(order: number, offset: number, pcm: Int16Array): void {
    const bytes = int16ToBytes(pcm);
    this.counters.audioBytes.inc(bytes.byteLength);
    // Somebody waits for the first; a fast model gives the others in bursts.
    if (offset === 0) this.sender.send(FrameKind.TTS_AUDIO, order, offset, bytes);
    else this.sender.sendSoon(FrameKind.TTS_AUDIO, order, offset, bytes);
  }

  public alignment(order: number, alignment: TtsAlignment): void {
    this.sender.send(FrameKind.TTS_ALIGNMENT, order, alignment.sampleStart, alignment);
  }

  public firstAudio(ms: number): void {
    metrics.ttsTtfbSeconds.observe(ms / 1000);
  }

  public cutShort(order: number, segment: number, model: SpeechModel): void {
    metrics.errorsTotal.inc({ type: 'tts' });
    this.logger.warn('a speech model ran away and was stopped', { order, segment, model });
  }

  public done(order: number, totalSamples: number, done: Omit<TtsDone, 'atMs'>): void {
    const atMs = this.clock.nowMs();
    this.sender.send(FrameKind.TTS_DONE, order, totalSamples, { ...done, atMs });
    this.sender.forget(order);
  }

  public failed(order: number, error: SpeechError): void {
    const { code, message, retryable } = error;
    metrics.errorsTotal.inc({ type: 'tts' });
    this.logger.warn('a speech failed', { order, code, reason: causeOf(error) });
    this.sender.send(FrameKind.TTS_FAILED, order, 0, { code, message, retryable });
    this.sender.forget(order);
  }
}

/** The status of the model's answer. Its message stays out: models quote their input. */
function causeOf(error: SpeechError): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return 'none';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
