import { pointer, proto, register, unregister, view } from 'koffi';
import type { TypeObject } from 'koffi';

import { loadPrivateLibrary } from './private-library';

const SONAME = 'libespeak-ng.so.1';

/** AUDIO_OUTPUT_SYNCHRONOUS: `espeak_Synth` returns when it is done, its callback runs inside it. */
const OUTPUT_SYNCHRONOUS = 2;

/** Shorter is not given: the library raises it to 60 ms of its own. */
const BUFFER_MS = 0;

/** Without this bit a missing data folder ends the process. */
const INITIALIZE_DONT_EXIT = 1 << 15;

const CHARS_UTF8 = 1;
const POSITION_CHARACTER = 1;
const OK = 0;

type SynthCallback = (samples: bigint | null, count: number) => number;

interface EspeakFunctions {
  readonly initialize: (output: number, bufferMs: number, path: null, options: number) => number;
  readonly setCallback: (callback: bigint) => void;
  readonly setVoice: (name: string) => number;
  readonly synthesize: (
    text: Uint8Array,
    bytes: number,
    position: number,
    positionType: number,
    endPosition: number,
    flags: number,
    identifier: null,
    userData: null,
  ) => number;
  readonly terminate: () => number;
}

function bind(callback: TypeObject): EspeakFunctions {
  const library = loadPrivateLibrary(SONAME);
  return {
    initialize: library.func('int espeak_Initialize(int, int, const char *, int)'),
    setCallback: library.func('espeak_SetSynthCallback', 'void', [pointer(callback)]),
    setVoice: library.func('int espeak_SetVoiceByName(const char *)'),
    synthesize: library.func(
      'int espeak_Synth(const uint8_t *, size_t, unsigned int, int, unsigned int, unsigned int, void *, void *)',
    ),
    terminate: library.func('int espeak_Terminate()'),
  };
}

/**
 * Receives samples of 16 bits as they are made. They stand in the library's own buffer: use them
 * before returning. Returning false ends the synthesis.
 */
export type SampleSink = (samples: Int16Array) => boolean;

/** libespeak-ng with state of its own; it does one thing at a time. */
export class EspeakLibrary {
  public readonly sampleRateHz: number;
  private readonly functions: EspeakFunctions;
  private readonly callback: bigint;
  private sink: SampleSink = () => false;
  private voice = '';

  /** @throws Error when the library or its data is missing. */
  public constructor() {
    const type = proto('int', ['int16_t *', 'int', 'void *']);
    this.functions = bind(type);
    this.sampleRateHz = this.functions.initialize(
      OUTPUT_SYNCHRONOUS,
      BUFFER_MS,
      null,
      INITIALIZE_DONT_EXIT,
    );
    if (this.sampleRateHz <= 0) throw new Error('eSpeak NG found no data (package espeak-ng-data)');
    const onSamples: SynthCallback = (samples, count) => this.receive(samples, count);
    this.callback = register(onSamples, pointer(type));
    this.functions.setCallback(this.callback);
  }

  /** False when the library has no such voice. */
  public selectVoice(name: string): boolean {
    if (name === this.voice) return true;
    if (this.functions.setVoice(name) !== OK) return false;
    this.voice = name;
    return true;
  }

  /**
   * Speaks `text` with the selected voice. Blocks until all samples were given, or the sink wanted no
   * more; then it returns false.
   */
  public synthesize(text: string, sink: SampleSink): boolean {
    const encoded = Buffer.from(`${text}\0`, 'utf8');
    let wanted = true;
    this.sink = (samples) => (wanted = wanted && sink(samples));
    const status = this.functions.synthesize(
      encoded,
      encoded.length,
      0,
      POSITION_CHARACTER,
      0,
      CHARS_UTF8,
      null,
      null,
    );
    this.sink = () => false;
    if (status !== OK) throw new Error(`eSpeak NG gave status ${status}`);
    return wanted;
  }

  public close(): void {
    this.functions.terminate();
    unregister(this.callback);
  }

  private receive(samples: bigint | null, count: number): number {
    if (samples === null || count <= 0) return 0;
    const wanted = this.sink(new Int16Array(view(samples, count * Int16Array.BYTES_PER_ELEMENT)));
    return wanted ? 0 : 1;
  }
}
