import { readWav } from '@voxrail/audio';

/** Debian's pocketsphinx-testdata: people speaking, free to use. */
const FOLDER = '/usr/share/pocketsphinx/test/data';

const SAMPLE_RATE_HZ = 16_000;

export const RECORDINGS = {
  /** "go forward ten meters", with half a second of quiet before. */
  goForward: 'goforward.raw',
  /** "go somewhere and do something" */
  something: 'something.raw',
  /** "he was not an ill-disposed young man" */
  youngMan: 'librivox/sense_and_sensibility_01_austen_64kb-0880.wav',
  /** "had he married a more amiable woman he might have been made still more respectable than he was" */
  amiableWoman: 'librivox/sense_and_sensibility_01_austen_64kb-0920.wav',
} as const;

export type RecordingName = keyof typeof RECORDINGS;

export function recording(name: RecordingName): Int16Array {
  const { samples, sampleRateHz } = readWav(`${FOLDER}/${RECORDINGS[name]}`);
  if (sampleRateHz !== SAMPLE_RATE_HZ) throw new RangeError(`${name} is at ${sampleRateHz} Hz`);
  return samples;
}
