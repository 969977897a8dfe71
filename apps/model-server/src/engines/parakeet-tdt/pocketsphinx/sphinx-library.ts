import { load } from 'koffi';

/** Addresses of the library's own objects; null where it has none to give. */
export type Address = bigint;

/**
 * The functions of PocketSphinx 5prealpha (Debian's 0.8+5prealpha, `libpocketsphinx.so.3`) and of
 * its base library that are used. A decoder's objects belong to one thread; different decoders share
 * no state that changes, so that each thread may have its own.
 */
export interface SphinxLibrary {
  readonly setLogFile: (file: null) => void;
  readonly setLogCallback: (callback: null, userData: null) => void;
  readonly decoderArguments: () => Address;
  readonly parseArguments: (
    into: null,
    definitions: Address,
    count: number,
    values: readonly string[],
    strict: number,
  ) => Address | null;
  readonly initDecoder: (config: Address) => Address | null;
  readonly freeDecoder: (decoder: Address) => number;
  readonly startUtterance: (decoder: Address) => number;
  /** `frames` is an array of addresses of cepstra. */
  readonly processCepstra: (
    decoder: Address,
    frames: BigUint64Array,
    count: number,
    noSearch: number,
    fullUtterance: number,
  ) => number;
  readonly endUtterance: (decoder: Address) => number;
  readonly hypothesis: (decoder: Address, score: Int32Array) => string | null;
  readonly firstSegment: (decoder: Address) => Address | null;
  readonly nextSegment: (segment: Address) => Address | null;
  readonly segmentWord: (segment: Address) => string;
  readonly segmentFrames: (segment: Address, first: Int32Array, last: Int32Array) => void;
  /** The word's posterior probability, as a logarithm of the decoder's base. */
  readonly segmentProbability: (segment: Address, a: null, b: null, c: null) => number;
  readonly logMath: (decoder: Address) => Address;
  readonly fromLog: (logMath: Address, value: number) => number;
  readonly initFrontEnd: (config: Address) => Address | null;
  readonly freeFrontEnd: (frontEnd: Address) => number;
  readonly frontEndWidth: (frontEnd: Address) => number;
  readonly startFrontEndStream: (frontEnd: Address) => void;
  readonly startFrontEndUtterance: (frontEnd: Address) => number;
  /** Moves the sample pointer on and gives as many cepstra as there are, up to `frameCount`. */
  readonly processSamples: (
    frontEnd: Address,
    samplePointer: BigUint64Array,
    sampleCount: BigUint64Array,
    frames: BigUint64Array,
    frameCount: Int32Array,
    frameIndex: null,
  ) => number;
}

/** @throws Error when a library is not installed. */
export function loadSphinxLibrary(): SphinxLibrary {
  const base = load('libsphinxbase.so.3');
  const decoder = load('libpocketsphinx.so.3');
  return {
    setLogFile: base.func('void err_set_logfp(void *)'),
    setLogCallback: base.func('void err_set_callback(void *, void *)'),
    decoderArguments: decoder.func('void *ps_args()'),
    parseArguments: base.func('void *cmd_ln_parse_r(void *, void *, int, const char **, int)'),
    initDecoder: decoder.func('void *ps_init(void *)'),
    freeDecoder: decoder.func('int ps_free(void *)'),
    startUtterance: decoder.func('int ps_start_utt(void *)'),
    processCepstra: decoder.func('int ps_process_cep(void *, void *, int, int, int)'),
    endUtterance: decoder.func('int ps_end_utt(void *)'),
    hypothesis: decoder.func('const char *ps_get_hyp(void *, void *)'),
    firstSegment: decoder.func('void *ps_seg_iter(void *)'),
    nextSegment: decoder.func('void *ps_seg_next(void *)'),
    segmentWord: decoder.func('const char *ps_seg_word(void *)'),
    segmentFrames: decoder.func('void ps_seg_frames(void *, void *, void *)'),
    segmentProbability: decoder.func('int ps_seg_prob(void *, void *, void *, void *)'),
    logMath: decoder.func('void *ps_get_logmath(void *)'),
    fromLog: base.func('double logmath_exp(void *, int)'),
    initFrontEnd: base.func('void *fe_init_auto_r(void *)'),
    freeFrontEnd: base.func('int fe_free(void *)'),
    frontEndWidth: base.func('int fe_get_output_size(void *)'),
    startFrontEndStream: base.func('void fe_start_stream(void *)'),
    startFrontEndUtterance: base.func('int fe_start_utt(void *)'),
    processSamples: base.func(
      'int fe_process_frames(void *, void *, void *, void *, void *, void *)',
    ),
  };
}
