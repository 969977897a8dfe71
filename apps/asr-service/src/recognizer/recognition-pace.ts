import { INPUT_SAMPLE_RATE_HZ, msToSamples } from '@voxrail/contracts';

/** How often a recognizer is given an utterance's audio, and asked for its text, while speech goes on. */
export interface RecognitionPace {
  /** Audio that is gathered for a request. In a pause nothing is held back. */
  readonly gatherSamples: number;
  /** The same of a request for a partial transcript that is due. */
  readonly partialGatherSamples: number;
  /** Audio between two partial transcripts. */
  readonly partialEverySamples: number;
}

function samples(ms: number): number {
  return msToSamples(ms, INPUT_SAMPLE_RATE_HZ);
}

/**
 * A request costs both ends a millisecond or two, and a recognizer that has all but the last 100 ms
 * finishes those in 10. A partial is promised every 500 ms of speech; 300 leaves room for the request
 * that is under way when it falls due.
 */
const USUAL: RecognitionPace = {
  gatherSamples: samples(96),
  partialGatherSamples: samples(96),
  partialEverySamples: samples(300),
};

/** Four windows: when a pause begins there is a text that lacks no whole word. */
const SPECULATING: RecognitionPace = {
  gatherSamples: samples(128),
  partialGatherSamples: 1,
  partialEverySamples: samples(128),
};

/** @param speculate whether the text of a pause is to be known at its beginning. */
export function recognitionPace(speculate: boolean): RecognitionPace {
  return speculate ? SPECULATING : USUAL;
}
