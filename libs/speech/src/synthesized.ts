import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { readWav, resample } from '@voxrail/audio';

import { toUtterance } from './to-utterance';
import type { Utterance } from './utterance';

const run = promisify(execFile);

const RATE_HZ = 16_000;

/** Voices of Debian's `flite` that sound like a person; `kal` and `awb_time` do not. */
export const FLITE_VOICES = ['slt', 'rms', 'awb', 'kal16'] as const;

export type FliteVoice = (typeof FLITE_VOICES)[number];

/** Lets a flite voice speak `text`. The audio passes through a temporary file that is gone afterwards. */
export async function synthesize(text: string, voice: FliteVoice): Promise<Utterance> {
  const folder = await mkdtemp(join(tmpdir(), 'voxrail-flite-'));
  const file = join(folder, 'speech.wav');
  try {
    await run('flite', ['-voice', voice, '-t', text, '-o', file]);
    const { samples, sampleRateHz } = readWav(file);
    const speech =
      sampleRateHz === RATE_HZ ? samples : await resample(samples, sampleRateHz, RATE_HZ);
    const name = `${voice}-${text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
    return toUtterance({ name, voice, origin: 'synthesized', samples: speech });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
