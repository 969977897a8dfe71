import { loadRecordings } from './recordings';
import { FLITE_VOICES, synthesize } from './synthesized';
import type { Utterance } from './utterance';

/** What the synthetic voices say: requests of the kind a voice agent gets, without a pause inside. */
const SENTENCES = [
  'What time is it now',
  'Tell me about the weather in London',
  'Please turn on the light in the kitchen',
  'How much is seven plus five',
  'I would like to order a large pizza',
  'Where is the next train station',
  'Good morning how are you today',
  'Call my brother after lunch',
];

/**
 * A pause inside an utterance that the 300 ms silence rule could take for its end: such a recording
 * has no single end of speech to measure from.
 */
const LONGEST_PAUSE_MS = 200;

/** Recorded people and synthetic voices, each without a long pause inside; at least 40 utterances. */
export async function loadCorpus(): Promise<Utterance[]> {
  const recorded = await loadRecordings();
  const synthesized = await Promise.all(
    FLITE_VOICES.flatMap((voice) => SENTENCES.map((text) => synthesize(text, voice))),
  );
  return [...recorded, ...synthesized].filter(
    ({ longestPauseMs }) => longestPauseMs <= LONGEST_PAUSE_MS,
  );
}
