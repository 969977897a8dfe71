import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

import { readWav, resample } from '@voxrail/audio';

import { toUtterance } from './to-utterance';
import type { Utterance } from './utterance';

/** Where Debian's `pocketsphinx-testdata` puts recordings of people (free to use, see its copyright file). */
const TESTDATA = '/usr/share/pocketsphinx/test/data';

const INPUT_RATE_HZ = 16_000;

/** Files below `folder` that hold audio; the digits recording is headerless at another rate. */
function audioFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(wav|raw)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('tidigits'))
    .sort();
}

/**
 * Recorded human speech that the machine's packages bring.
 * @throws Error naming the package when it is not installed
 */
export async function loadRecordings(): Promise<Utterance[]> {
  if (!existsSync(TESTDATA)) {
    throw new Error('the package pocketsphinx-testdata is not installed (npm test installs it)');
  }
  return Promise.all(
    audioFiles(TESTDATA).map(async (path) => {
      const { samples, sampleRateHz } = readWav(path);
      const name = relative(TESTDATA, path)
        .replace(/\.(wav|raw)$/, '')
        .replaceAll(/[/.]/g, '-');
      const speech =
        sampleRateHz === INPUT_RATE_HZ
          ? samples
          : await resample(samples, sampleRateHz, INPUT_RATE_HZ);
      return toUtterance({ name, voice: name, origin: 'recorded', samples: speech });
    }),
  );
}
