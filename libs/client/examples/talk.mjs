// Speaks a recording (WAV: PCM16, 16 kHz, mono) to an agent and prints what is said.
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

import { bytesToSamples, VoxrailClient } from '@voxrail/client';

const [file, url = 'http://127.0.0.1:3000'] = process.argv.slice(2);
const client = new VoxrailClient({ url });
const clock = { name: 'get_time', description: 'Tells the time.', parameters: { type: 'object' } };
client.tool(clock, async () => new Date().toLocaleTimeString());
client.on('transcript', ({ text, is_final }) => is_final && console.log('you:  ', text));
client.on('agent_text', (said) => 'text' in said && console.log('agent:', said.text));
client.on('turn_metrics', () => client.hangUp());
await client.connect();
const speech = bytesToSamples(readFileSync(file).subarray(44));
for (let at = 0; client.connected; at += 320) {
  // 20 ms at a time, and silence when it is over, as from an open microphone.
  client.sendAudio(Int16Array.from({ length: 320 }, (_, i) => speech[at + i] ?? 0));
  await wait(20);
}
