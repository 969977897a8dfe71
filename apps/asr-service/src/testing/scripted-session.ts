import { VirtualClock } from '@voxrail/clock';
import type { AsrStart, Payload } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';

import type { RecognizeAudio } from '../recognizer/recognition';
import { CONTEXT_SAMPLES, INPUT_SAMPLES } from '../vad/vad-batch';
import { VadBatcher } from '../vad/vad-batcher';
import { WINDOW_MS, WINDOW_SAMPLES } from '../stream/audio-window';
import type { ListeningEventKind } from '../stream/listening-events';
import { ListeningStream } from '../stream/listening-stream';

export const FIRST_SAMPLE = 1_000;
export const FIRST_UTTERANCE = 7;
export const VOICE = 20_000;

type Told = {
  [K in ListeningEventKind]: { readonly kind: K; readonly payload: Payload<K> };
}[ListeningEventKind];

const NAMES = new Map<number, string>(
  Object.entries(FrameKind).map(([name, kind]) => [kind, name]),
);

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
export class ScriptedSession {
  public readonly told: Told[] = [];
  public readonly dropped: string[] = [];
  public readonly latenciesMs: number[] = [];
  public vadFails = false;
  public recognizerFails = false;
  /** Live sequences of the recognizer with the samples they heard. */
  public readonly sequences = new Map<string, number>();
  public readonly clock = new VirtualClock();
  public readonly vad: VadBatcher;
  public readonly stream: ListeningStream;
  public position = FIRST_SAMPLE;

  public constructor(rules: Partial<AsrStart['config']> = {}) {
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
    this.stream = new ListeningStream('sid.1', start(rules), {
      clock: this.clock,
      vad: this.vad,
      recognize: this.recognize,
      emit: (kind, _atSample, payload) => this.told.push({ kind, payload } as Told),
      observer: {
        dropped: (reason) => this.dropped.push(reason),
        finalized: (latencyMs) => this.latenciesMs.push(latencyMs),
        failed: () => undefined,
      },
    });
  }

  private readonly recognize: RecognizeAudio = async (request) => {
    await Promise.resolve();
    if (this.recognizerFails) {
      this.sequences.delete(request.sequenceId);
      throw new Error('broken');
    }
    const before = request.start ? 0 : this.sequences.get(request.sequenceId);
    if (before === undefined) throw new Error('no such sequence');
    const heard = before + request.audio.length;
    if (request.end) this.sequences.delete(request.sequenceId);
    else this.sequences.set(request.sequenceId, heard);
    return request.decode === 'no' ? null : { text: String(heard), confidence: 1, words: [] };
  };

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

  public of<K extends ListeningEventKind>(kind: K): Payload<K>[] {
    return this.told.flatMap((event) => (event.kind === kind ? [event.payload as Payload<K>] : []));
  }

  /** Names of the events without their prefix, partials left out. */
  public get story(): string[] {
    return this.told
      .filter((event) => event.kind !== FrameKind.ASR_PARTIAL)
      .map((event) => NAMES.get(event.kind)?.replace('ASR_', '') ?? '');
  }
}
