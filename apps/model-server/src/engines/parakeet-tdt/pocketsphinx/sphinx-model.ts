import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Address, SphinxLibrary } from './sphinx-library';

/**
 * Found on 14 recordings of people and 64 sentences of four synthetic voices: 11 % of words wrong, at
 * 0.07 of a core, 5 ms to finish. The defaults get 8 % wrong and take 0.15 of a core and 64 ms to
 * finish, up to 214 ms: too long for an answer within half a second. Of what else is commonly
 * advised, `-ds 2` and `-maxwpf 5` bring 0.05 of a core and 17 % of words wrong.
 */
const SEARCH_OPTIONS = ['-maxhmmpf', '3000', '-maxwpf', '10', '-topn', '2', '-fwdflat', 'no'];

/**
 * The front end would drop silent frames, and every word after them would be told too early. What
 * is no speech is left out by whoever sends the audio.
 */
const FRONT_END_OPTIONS = ['-remove_silence', 'no'];

export interface SphinxModel {
  readonly decoder: Address;
  readonly frontEnd: Address;
  /** Mean of the cepstra the model was trained on: where an utterance's own mean starts. */
  readonly initialMean: readonly number[];
}

interface FeatureParameters {
  readonly text: string;
  readonly initialMean: readonly number[];
}

/** The model's own parameters, but for the normalization by the mean: that is done by us. */
function readFeatureParameters(path: string): FeatureParameters {
  const text = readFileSync(path, 'utf8');
  const initialMean = /^-cmninit\s+(\S+)/mu.exec(text)?.[1]?.split(',').map(Number) ?? [];
  if (initialMean.length === 0 || !initialMean.every(Number.isFinite)) {
    throw new Error(`${path} has no -cmninit`);
  }
  return { text: text.replace(/^-cmn\s+\S+/mu, '-cmn none'), initialMean };
}

/** A file that has no name any more, so that nothing is left of it if loading is cut short. */
function openUnlinked(content: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-'));
  try {
    const path = join(folder, 'parameters');
    writeFileSync(path, content);
    return openSync(path, 'r');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function initDecoder(library: SphinxLibrary, values: readonly string[]): [Address, Address] {
  const definitions = library.decoderArguments();
  const config = library.parseArguments(null, definitions, values.length, values, 1);
  if (config === null) throw new Error('PocketSphinx refused its options');
  const decoder = library.initDecoder(config);
  if (decoder === null) throw new Error('PocketSphinx could not load its model');
  return [config, decoder];
}

/**
 * Loads a decoder and its front end: 0.3 s and 90 MB.
 * @throws Error when the model is not where `modelPath` says (package pocketsphinx-en-us).
 */
export function loadSphinxModel(library: SphinxLibrary, modelPath: string): SphinxModel {
  // It tells its configuration, and later what it heard, on the standard error. Both globals are set
  // to the same by every thread.
  library.setLogFile(null);
  library.setLogCallback(null, null);
  const acoustic = join(modelPath, 'en-us');
  const parameters = readFeatureParameters(join(acoustic, 'feat.params'));
  const parametersFile = openUnlinked(parameters.text);
  try {
    const [config, decoder] = initDecoder(library, [
      'voxrail',
      ...['-hmm', acoustic, '-lm', join(modelPath, 'en-us.lm.bin')],
      ...['-dict', join(modelPath, 'cmudict-en-us.dict')],
      ...['-featparams', `/proc/self/fd/${parametersFile}`],
      ...SEARCH_OPTIONS,
      ...FRONT_END_OPTIONS,
    ]);
    const frontEnd = library.initFrontEnd(config);
    if (frontEnd === null) throw new Error('PocketSphinx has no front end for its model');
    const { initialMean } = parameters;
    if (library.frontEndWidth(frontEnd) !== initialMean.length) {
      throw new Error('the front end and the model differ in the size of a cepstrum');
    }
    return { decoder, frontEnd, initialMean };
  } finally {
    closeSync(parametersFile);
  }
}
