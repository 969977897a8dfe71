import { VirtualClock } from '@voxrail/clock';
import type { AsrStart } from '@voxrail/contracts';

import type { RecognizeAudio, SequenceRequest } from '../recognizer/recognition';
import { CONTEXT_SAMPLES, INPUT_SAMPLES } from '../vad/vad-batch';
import { VadBatcher } from '../vad/vad-batcher';
import { WINDOW_MS, WINDOW_SAMPLES } from '../stream/audio-window';
import { ListeningStream } from '../stream/listening-stream';
import { recognitionOf } from './scripted-recognizer';
import { ToldEvents } from './told-events';

export const FIRST_SAMPLE = 1_000;
export const FIRST_UTTERANCE = 7;
export const VOICE = 20_000;

/** The protocol's defaults, changed by `rules`. */
export function start(
  rules: Partial<AsrStart['config']> = {},
  firstSample = FIRST_SAMPLE,
): AsrStart {
  return {
    config: {
      mode: 'auto',
      threshold: 0.5,
      silenceMs: 300,
      idleMs: 1_000,
      minSpeechMs: 64,
      prefixMs: 300,
      maxUtteranceMs: 60_000,
      speculate: false,
      speculateAfterMs: 64,
      ...rules,
    },
    language: 'en',
    firstSample,
    firstUtterance: FIRST_UTTERANCE,
    traceparent: '00-trace',
  };
}

/**
 * A stream whose detector hears loud samples as voice and whose recognizer says how many samples it
 * was given; both fail on demand, which real ones do not.
 */
export class ScriptedSession extends ToldEvents {
  public readonly dropped: string[] = [];
  public readonly latenciesMs: number[] = [];
  public vadFails = false;
  public recognizerFails = false;
  /** How long the recognizer takes for a text. */
  public decodeMs = 0;
  /** Live sequences of the recognizer with the samples they heard. */
  public readonly sequences = new Map<string, number>();
  /** Languages that the recognizer was asked in. */
  public readonly languages = new Set<string | undefined>();
  public readonly clock = new VirtualClock();
  public readonly vad: VadBatcher;
  public readonly stream: ListeningStream;
  public constructor(
    rules: Partial<AsrStart['config']> = {},
    /** Of the next audio. */
    public position = FIRST_SAMPLE,
  ) {
    super();
    this.vad = new VadBatcher(async (batch) => {
      await Promise.resolve();
      if (this.vadFails) throw new Error('no detector');
      const probabilities = Float32Array.from({ length: batch.size }, (_, row) => {
        const samples = batch.input.subarray(
          row * INPUT_SAMPLES + CONTEXT_SAMPLES,
          (row + 1) * INPUT_SAMPLES,
        );
        return samples.some((sample) => sample > 0.5) ? 0.9 : 0.05;
      });
      return { probabilities, state: batch.state };
    }, this.clock);
    this.stream = new ListeningStream('sid.1', start(rules, position), {
      clock: this.clock,
      vad: this.vad,
      recognize: this.recognize,
      emit: this.emit,
      observer: {
        dropped: (reason) => this.dropped.push(reason),
        finalized: (latencyMs) => this.latenciesMs.push(latencyMs),
        failed: () => undefined,
      },
    });
  }

  private readonly recognize: RecognizeAudio = async (request) => {
    this.languages.add(request.language);
    await this.decoding(request.decode);
    if (this.recognizerFails) {
      this.sequences.delete(request.sequenceId);
      throw new Error('broken');
    }
    const before = request.start ? 0 : this.sequences.get(request.sequenceId);
    if (before === undefined) throw new Error('no such sequence');
    const heard = before + request.audio.length;
    if (request.end) this.sequences.delete(request.sequenceId);
    else this.sequences.set(request.sequenceId, heard);
    return request.decode === 'no' ? null : recognitionOf(heard);
  };

  private async decoding(decode: SequenceRequest['decode']): Promise<void> {
    if (decode === 'no' || this.decodeMs === 0) return;
    await new Promise<void>((resolve) => {
      this.clock.schedule(this.decodeMs, resolve);
    });
  }

  /** Audio in real time, a window's length a frame. */
  public async hear(windows: number, amplitude: number): Promise<this> {
    for (let i = 0; i < windows; i++) {
      this.push(amplitude);
      await this.clock.advanceAsync(WINDOW_MS, WINDOW_MS);
    }
    return this;
  }

  public push(amplitude: number, samples = WINDOW_SAMPLES): void {
    const audio = new Int16Array(samples).fill(amplitude);
    this.stream.audio(this.position, new Uint8Array(audio.buffer));
    this.position += samples;
  }

  public async settle(): Promise<void> {
    await this.clock.advanceAsync(1);
    await this.clock.advanceAsync(1);
  }
}
