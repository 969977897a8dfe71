import { join } from 'node:path';

import { readWav } from '@voxrail/audio';

import type { TestCaller } from './test-caller';

const RECORDING = join(__dirname, '../../../../assets/recordings/seven-of-clubs.wav');
const FRAME_SAMPLES = 320;
const SILENCE_SAMPLES = 9_600;

/** Twenty milliseconds of audio, sent at 1.4 times real time: as fast as a client may for long. */
const PAUSE_MS = 14;

/** In messages of 20 ms. */
function messagesOf(samples: Int16Array): Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (let at = 0; at + FRAME_SAMPLES <= samples.length; at += FRAME_SAMPLES) {
    messages.push(new Uint8Array(samples.slice(at, at + FRAME_SAMPLES).buffer));
  }
  return messages;
}

async function send(caller: TestCaller, messages: readonly Uint8Array[]): Promise<void> {
  for (const message of messages) {
    caller.send('audio_chunk', message);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Says this and nothing after it: not even silence. */
export async function say(caller: TestCaller, samples: Int16Array): Promise<void> {
  await send(caller, messagesOf(samples));
}

/** Asks a question, as far as `fraction` of it, silence at the end included. */
export async function speak(caller: TestCaller, fraction = 1): Promise<void> {
  const { samples } = readWav(RECORDING);
  const all = new Int16Array(samples.length + SILENCE_SAMPLES);
  all.set(samples);
  const messages = messagesOf(all);
  await send(caller, messages.slice(0, Math.ceil(messages.length * fraction)));
}
