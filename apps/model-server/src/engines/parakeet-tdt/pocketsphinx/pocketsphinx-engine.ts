import type {
  Cancellation,
  Engine,
  EngineOutputs,
  EngineRequest,
  ModelDefinition,
  SequenceId,
} from '../../engine';
import { EngineError } from '../../engine';
import type { RecognitionRequest } from '../recognition-request';
import { checkUtteranceLength, readRecognitionRequest } from '../recognition-request';
import type { Transcript } from '../transcript';
import { EMPTY_TRANSCRIPT, transcriptOutputs } from '../transcript';
import { Decoder } from './decoder';
import { FrontEnd } from './front-end';
import { loadSphinxLibrary } from './sphinx-library';
import { loadSphinxModel } from './sphinx-model';
import { Utterance } from './utterance';

/** Half a second, 40 ms of work: how often a long request looks whether it was cancelled. */
const CANCELLATION_SAMPLES = 8_000;

interface LiveUtterance {
  readonly id: SequenceId;
  readonly utterance: Utterance;
  samples: number;
}

/** Speech to text by one PocketSphinx decoder, which hears one utterance at a time. */
class PocketSphinxEngine implements Engine {
  private live: LiveUtterance | undefined;

  public constructor(
    private readonly decoder: Decoder,
    private readonly frontEnd: FrontEnd,
    private readonly initialMean: readonly number[],
  ) {}

  public execute(
    request: EngineRequest,
    respond: (outputs: EngineOutputs) => void,
    cancellation: Cancellation,
  ): void {
    const recognition = readRecognitionRequest(request);
    const live = this.find(recognition);
    try {
      this.listen(live, recognition.audio, cancellation);
      respond(transcriptOutputs(this.decode(live.utterance, recognition)));
    } catch (error) {
      // The caller no longer knows how much of its audio was heard.
      this.live = undefined;
      throw error;
    }
    if (recognition.end) this.live = undefined;
  }

  public dropSequence(id: SequenceId): void {
    if (this.live?.id === id) this.live = undefined;
  }

  public close(): void {
    this.frontEnd.close();
    this.decoder.close();
  }

  private find({ sequenceId, start }: RecognitionRequest): LiveUtterance {
    if (this.live !== undefined && this.live.id !== sequenceId) {
      throw new EngineError('UNAVAILABLE', 'the decoder hears another utterance');
    }
    if (start) {
      const utterance = new Utterance(this.decoder, this.frontEnd, this.initialMean);
      this.live = { id: sequenceId, utterance, samples: 0 };
    }
    if (this.live === undefined) {
      throw new EngineError('INVALID_ARGUMENT', 'the utterance was not begun with START');
    }
    return this.live;
  }

  private listen(live: LiveUtterance, audio: Int16Array, cancellation: Cancellation): void {
    live.samples += audio.length;
    checkUtteranceLength(live.samples);
    for (let at = 0; at < audio.length; at += CANCELLATION_SAMPLES) {
      if (cancellation.cancelled) {
        throw new EngineError('UNAVAILABLE', 'cancelled; the utterance is dropped');
      }
      live.utterance.push(audio.subarray(at, at + CANCELLATION_SAMPLES));
    }
  }

  private decode(utterance: Utterance, { decode }: RecognitionRequest): Transcript {
    switch (decode) {
      case undefined:
        return EMPTY_TRANSCRIPT;
      case 'running':
        return utterance.runningText();
      case 'final':
        return utterance.finalText();
    }
  }
}

export function createEngine(options: ModelDefinition['options']): Promise<Engine> {
  const { modelPath } = options;
  if (typeof modelPath !== 'string') throw new Error('the option modelPath must be a folder');
  const library = loadSphinxLibrary();
  const { decoder, frontEnd, initialMean } = loadSphinxModel(library, modelPath);
  return Promise.resolve(
    new PocketSphinxEngine(
      new Decoder(library, decoder, initialMean.length),
      new FrontEnd(library, frontEnd, initialMean.length),
      initialMean,
    ),
  );
}
