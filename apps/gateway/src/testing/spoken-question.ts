import { join } from 'node:path';

import { readWav } from '@voxrail/audio';

import type { TestCaller } from './test-caller';

const RECORDING = join(__dirname, '../../../../assets/recordings/seven-of-clubs.wav');
const FRAME_SAMPLES = 320;
const SILENCE_SAMPLES = 9_600;

/** Twenty milliseconds of audio, sent at 1.4 times real time: as fast as a client may for long. */
const PAUSE_MS = 14;

/** The recording and 600 ms of silence, in messages of 20 ms. */
function question(): Uint8Array[] {
  const { samples } = readWav(RECORDING);
  const all = new Int16Array(samples.length + SILENCE_SAMPLES);
  all.set(samples);
  const frames: Uint8Array[] = [];
  for (let at = 0; at + FRAME_SAMPLES <= all.length; at += FRAME_SAMPLES) {
    frames.push(new Uint8Array(all.slice(at, at + FRAME_SAMPLES).buffer));
  }
  return frames;
}

/** Asks a question, as far as `fraction` of it. */
export async function speak(caller: TestCaller, fraction = 1): Promise<void> {
  const frames = question();
  for (const frame of frames.slice(0, Math.ceil(frames.length * fraction))) {
    caller.send('audio_chunk', frame);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
