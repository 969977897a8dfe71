import type { Clock } from '@voxrail/clock';
import { SystemClock } from '@voxrail/clock';

import type {
  Cancellation,
  Engine,
  EngineOutputs,
  EngineRequest,
  ModelDefinition,
  SequenceId,
} from '../../engine';
import { EngineError } from '../../engine';
import { FailureSchedule, syntheticFailure } from '../../failure-schedule';
import { waitUntil } from '../../wait';
import type { RecognitionRequest } from '../recognition-request';
import { checkUtteranceLength, readRecognitionRequest } from '../recognition-request';
import { EMPTY_TRANSCRIPT, transcriptOf, transcriptOutputs } from '../transcript';
import { SoundWords } from './sound-words';
import { VoicedFrames } from './voiced-frames';

export interface SyntheticRecognitionOptions {
  readonly finalMs: number;
  readonly runningMs: number;
  readonly wordMs: number;
  /** Every n-th decode of a final text fails; 0: none does. */
  readonly failEvery: number;
}

interface Utterance {
  readonly frames: VoicedFrames;
  readonly words: SoundWords;
  samples: number;
}

/** A stand-in for speech recognition with set latencies; any number of utterances at a time. */
export class SyntheticRecognitionEngine implements Engine {
  private readonly utterances = new Map<SequenceId, Utterance>();

  private readonly failures: FailureSchedule;

  public constructor(
    private readonly options: SyntheticRecognitionOptions,
    private readonly clock: Clock,
  ) {
    this.failures = new FailureSchedule(options.failEvery);
  }

  public async execute(
    request: EngineRequest,
    respond: (outputs: EngineOutputs) => void,
    cancellation: Cancellation,
  ): Promise<void> {
    const dueMs = this.clock.nowMs();
    const recognition = readRecognitionRequest(request);
    const utterance = this.find(recognition);
    utterance.samples += recognition.audio.length;
    checkUtteranceLength(utterance.samples);
    utterance.frames.push(recognition.audio, (frame) => {
      utterance.words.add(frame);
    });
    if (recognition.end) this.utterances.delete(recognition.sequenceId);
    const delayMs = this.delayMs(recognition);
    if (delayMs > 0) await waitUntil(this.clock, dueMs + delayMs, cancellation);
    const { decode } = recognition;
    const transcript =
      decode === undefined ? EMPTY_TRANSCRIPT : transcriptOf(utterance.words.words());
    if (decode === 'final' && this.failures.next()) throw syntheticFailure(transcript.text);
    respond(transcriptOutputs(transcript));
  }

  public dropSequence(id: SequenceId): void {
    this.utterances.delete(id);
  }

  public close(): void {
    this.utterances.clear();
  }

  private find({ sequenceId, start }: RecognitionRequest): Utterance {
    if (start) {
      const words = new SoundWords(this.options.wordMs);
      this.utterances.set(sequenceId, { frames: new VoicedFrames(), words, samples: 0 });
    }
    const utterance = this.utterances.get(sequenceId);
    if (utterance !== undefined) return utterance;
    throw new EngineError('INVALID_ARGUMENT', 'the utterance was not begun with START');
  }

  private delayMs({ decode }: RecognitionRequest): number {
    switch (decode) {
      case undefined:
        return 0;
      case 'running':
        return this.options.runningMs;
      case 'final':
        return this.options.finalMs;
    }
  }
}

function option(
  options: ModelDefinition['options'],
  name: keyof SyntheticRecognitionOptions,
): number {
  const value = options[name];
  if (typeof value === 'number') return value;
  throw new Error(`the option ${name} must be a number`);
}

export function createEngine(options: ModelDefinition['options']): Promise<Engine> {
  const settings = {
    finalMs: option(options, 'finalMs'),
    runningMs: option(options, 'runningMs'),
    wordMs: option(options, 'wordMs'),
    failEvery: option(options, 'failEvery'),
  };
  return Promise.resolve(new SyntheticRecognitionEngine(settings, new SystemClock()));
}
