import type { Clock } from '@voxrail/clock';
import { SystemClock } from '@voxrail/clock';

import type {
  Cancellation,
  Engine,
  EngineOutputs,
  EngineRequest,
  ModelDefinition,
} from '../../engine';
import { FailureSchedule, syntheticFailure } from '../../failure-schedule';
import { waitUntil } from '../../wait';
import { readSpeechRequest, speechOutputs } from '../speech-tensors';
import { Tone } from './tone';

export interface SyntheticSpeechOptions {
  readonly firstAudioMs: number;
  /** Times real time; 0 is as fast as it goes. */
  readonly speed: number;
  readonly msPerCharacter: number;
  readonly sampleRateHz: number;
  /** Every n-th request fails; 0: none does. */
  readonly failEvery: number;
  /** How much of its audio a request that fails gives before. */
  readonly failAfterMs: number;
}

const CHUNK_MS = 100;

/** A stand-in for a voice with set latencies: a tone whose length is a fixed function of its text. */
export class SyntheticSpeechEngine implements Engine {
  private readonly failures: FailureSchedule;
  private readonly tone: Tone;

  public constructor(
    private readonly options: SyntheticSpeechOptions,
    private readonly clock: Clock,
  ) {
    this.failures = new FailureSchedule(options.failEvery);
    this.tone = new Tone(options.sampleRateHz);
  }

  public async execute(
    request: EngineRequest,
    respond: (outputs: EngineOutputs) => void,
    cancellation: Cancellation,
  ): Promise<void> {
    const { firstAudioMs, speed, sampleRateHz } = this.options;
    const startMs = this.clock.nowMs();
    const { text } = readSpeechRequest(request);
    const total = this.totalSamples(text);
    const fails = this.failures.next();
    const chunkSamples = Math.round((CHUNK_MS * sampleRateHz) / 1000);
    for (let from = 0; from < total; from += chunkSamples) {
      const aheadMs = speed > 0 ? (from * 1000) / sampleRateHz / speed : 0;
      const dueMs = startMs + firstAudioMs + aheadMs;
      if (this.clock.nowMs() < dueMs) await waitUntil(this.clock, dueMs, cancellation);
      if (cancellation.cancelled) return;
      if (fails && (from * 1000) / sampleRateHz >= this.options.failAfterMs) {
        throw syntheticFailure(text);
      }
      const samples = Math.min(chunkSamples, total - from);
      respond(speechOutputs(this.tone.cut(from, samples), sampleRateHz));
    }
  }

  public close(): void {
    // Speech that still waits ends with the thread.
  }

  private totalSamples(text: string): number {
    const durationMs = text.trim().length * this.options.msPerCharacter;
    return Math.round((durationMs * this.options.sampleRateHz) / 1000);
  }
}

function option(options: ModelDefinition['options'], name: keyof SyntheticSpeechOptions): number {
  const value = options[name];
  if (typeof value === 'number') return value;
  throw new Error(`the option ${name} must be a number`);
}

export function createEngine(options: ModelDefinition['options']): Promise<Engine> {
  const settings = {
    firstAudioMs: option(options, 'firstAudioMs'),
    speed: option(options, 'speed'),
    msPerCharacter: option(options, 'msPerCharacter'),
    sampleRateHz: option(options, 'sampleRateHz'),
    failEvery: option(options, 'failEvery'),
    failAfterMs: option(options, 'failAfterMs'),
  };
  return Promise.resolve(new SyntheticSpeechEngine(settings, new SystemClock()));
}
