import type {
  Cancellation,
  Engine,
  EngineOutputs,
  EngineRequest,
  ModelDefinition,
} from '../../engine';
import { EngineError } from '../../engine';
import { readSpeechRequest, speechOutputs } from '../speech-tensors';
import { ChunkGrowth } from './chunk-growth';
import { EspeakLibrary } from './espeak-library';
import { speakableText } from './speakable-text';
import { espeakVoice } from './voices';

const INT16_SCALE = 1 / 32_768;

function toFloats(samples: Int16Array): Float32Array {
  const floats = new Float32Array(samples.length);
  let at = 0;
  for (const sample of samples) floats[at++] = sample * INT16_SCALE;
  return floats;
}

/** Text to speech by eSpeak NG, as fast as it goes; the audio leaves while it is being made. */
class EspeakEngine implements Engine {
  public constructor(
    private readonly library: EspeakLibrary,
    private readonly defaultVoice: string,
  ) {}

  public execute(
    request: EngineRequest,
    respond: (outputs: EngineOutputs) => void,
    cancellation: Cancellation,
  ): void {
    const { text, voice, language } = readSpeechRequest(request);
    const name = espeakVoice(voice, language, this.defaultVoice);
    const speakable = speakableText(text);
    if (speakable === '' || cancellation.cancelled) return;
    if (!this.library.selectVoice(name)) {
      throw new EngineError('INTERNAL', `eSpeak NG has no voice ${name}`);
    }
    const chunks = new ChunkGrowth((samples) => {
      respond(speechOutputs(samples, this.library.sampleRateHz));
    });
    const finished = this.library.synthesize(speakable, (samples) => {
      chunks.push(toFloats(samples));
      return !cancellation.cancelled;
    });
    if (finished) chunks.flush();
  }

  /** The first speech of a library loads its data, in tens of milliseconds: no caller's should. */
  public warmUp(): void {
    this.library.selectVoice(espeakVoice('default', 'en', this.defaultVoice));
    this.library.synthesize('One moment.', () => true);
  }

  public close(): void {
    this.library.close();
  }
}

export function createEngine(options: ModelDefinition['options']): Promise<Engine> {
  const { defaultVoice } = options;
  if (typeof defaultVoice !== 'string')
    throw new Error('the option defaultVoice must name a voice');
  const engine = new EspeakEngine(new EspeakLibrary(), defaultVoice);
  engine.warmUp();
  return Promise.resolve(engine);
}
