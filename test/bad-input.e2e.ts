import { Caller } from '@voxrail/caller';
import type { TranscriptMessage } from '@voxrail/contracts';
import { synthesize } from '@voxrail/speech';
import { until } from '@voxrail/testing';

import { RawClient } from './support/raw-client';
import { readHeldResources, untilReleased } from './support/resources';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';

const FRAME_BYTES = 640;
const RATE_HZ = 16_000;
const RELEASE_MS = 250;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function frames(count: number): Buffer[] {
  return Array.from({ length: count }, () => Buffer.alloc(FRAME_BYTES));
}

describe('bad input', () => {
  let stack: RunningStack;
  let neighbour: Caller;
  let speech: Int16Array;

  beforeAll(async () => {
    stack = await startStack({ models: 'synthetic' });
    speech = (await synthesize('What time is it now', 'slt')).samples;
    neighbour = new Caller({ url: stack.gatewayUrl });
    await neighbour.call();
  }, 90_000);

  afterAll(async () => {
    await neighbour.hangUp();
    await stack.stop();
  }, 20_000);

  /** The session next door still holds a conversation. */
  async function expectNeighbourUnharmed(): Promise<void> {
    const turnsBefore = neighbour.record.turns.size;
    neighbour.speak(speech);
    await neighbour.until(
      'an answer next door',
      () => neighbour.record.turns.size > turnsBefore && neighbour.settled,
      20_000,
    );
    expect(neighbour.record.errors).toEqual([]);
    expect(stack.failures).toEqual([]);
  }

  it('answers odd, empty, oversized and textual audio with its error and goes on', async () => {
    const client = await RawClient.open(stack.gatewayUrl);
    client.send('audio_chunk', Buffer.alloc(641));
    client.send('audio_chunk', Buffer.alloc(0));
    client.send('audio_chunk', Buffer.alloc(32_770));
    client.send('audio_chunk', 'not audio');
    client.send('audio_chunk');
    expect(await client.errorCodes(5)).toEqual([
      'audio_invalid',
      'audio_invalid',
      'audio_too_large',
      'audio_invalid',
      'audio_invalid',
    ]);
    expect(client.socket.connected).toBe(true);
    client.close();
    await expectNeighbourUnharmed();
  }, 40_000);

  it('names the unknown event or field, and repeats the event’s id', async () => {
    const client = await RawClient.open(stack.gatewayUrl);
    client.send('dance', { event_id: 'e1' });
    client.send('control', { action: 'mute', volume: 11, event_id: 'e2' });
    client.send('control', { action: 'explode', event_id: 'e3' });
    client.send('text', { text: 42, event_id: 'e4' });
    client.send('control', 'mute');
    client.send('session_update', { session: { voice: 'default', unheard_of: 1 }, event_id: 'e6' });
    expect(await client.errorCodes(6)).toEqual(Array(6).fill('bad_request'));
    const [, field, value, type, , nested] = client.errors;
    expect(field).toMatchObject({ event_id: 'e2' });
    expect(field?.message).toContain('volume');
    expect(value?.message).toContain('action');
    expect(type?.message).toContain('text');
    expect(nested?.message).toContain('unheard_of');
    expect(client.socket.connected).toBe(true);
    client.close();
  }, 20_000);

  it('refuses a session configuration with a wrong field before any session exists', async () => {
    const before = await readHeldResources(stack);
    const client = new RawClient(stack.gatewayUrl, { session: { tool_timeout_ms: 'soon' } });
    await neighbour.until('a refusal', () => client.refusal !== undefined, 3_000);
    expect(client.refusal?.code).toBe('bad_request');
    expect(client.refusal?.message).toContain('tool_timeout_ms');
    await untilReleased(stack, before, RELEASE_MS);
  }, 20_000);

  it('does not let a key such as __proto__ reach an object’s prototype', async () => {
    const client = await RawClient.open(stack.gatewayUrl);
    client.send('control', JSON.parse('{"action":"mute","__proto__":{"polluted":1}}'));
    client.send('control', JSON.parse('{"action":"unmute","constructor":{"prototype":{"x":1}}}'));
    expect(await client.errorCodes(1)).toContain('bad_request');
    client.close();
    await expectNeighbourUnharmed();
  }, 40_000);

  it('answers a tool response that nobody asked for', async () => {
    const client = await RawClient.open(stack.gatewayUrl);
    client.send('tool_response', { request_id: 'nobody', result: 1, event_id: 'late' });
    expect(await client.errorCodes(1)).toEqual(['tool_request_not_found']);
    expect(client.errors[0]?.event_id).toBe('late');
    client.close();
  }, 20_000);

  it('takes a second hang-up for nothing new', async () => {
    const before = await readHeldResources(stack);
    const client = await RawClient.open(stack.gatewayUrl);
    client.send('control', { action: 'hangup' });
    client.send('control', { action: 'hangup' });
    await neighbour.until('the end', () => !client.socket.connected, 3_000);
    expect(client.ending?.reason).toBe('hangup');
    expect(client.all('session_ending')).toHaveLength(1);
    await untilReleased(stack, before, RELEASE_MS);
  }, 20_000);

  it('releases everything of a client that vanishes in mid-word', async () => {
    const before = await readHeldResources(stack);
    const caller = new Caller({ url: stack.gatewayUrl });
    await caller.call();
    caller.speak(speech);
    await caller.until('speech to be noticed', () => caller.record.userSpeaking, 5_000);
    caller.drop();
    await untilReleased(stack, before, RELEASE_MS);
    await expectNeighbourUnharmed();
  }, 40_000);

  it('makes no turn of a minute of silence', async () => {
    const client = await RawClient.open(stack.gatewayUrl);
    for (let second = 0; second < 60; second += 1) {
      for (const frame of frames(50)) client.send('audio_chunk', frame);
      await pause(100);
    }
    expect(client.all('user_speech')).toEqual([]);
    expect(client.all('transcript')).toEqual([]);
    expect(client.errors).toEqual([]);
    client.close();
  }, 30_000);

  it('takes noise for no speech, or for speech that says nothing', async () => {
    const client = await RawClient.open(stack.gatewayUrl);
    let seed = 1;
    for (let frame = 0; frame < 500; frame += 1) {
      const noise = Buffer.alloc(FRAME_BYTES);
      for (let at = 0; at < FRAME_BYTES; at += 2) {
        seed = (seed * 16_807) % 2_147_483_647;
        noise.writeInt16LE((seed % 4_000) - 2_000, at);
      }
      client.send('audio_chunk', noise);
      if (frame % 10 === 9) await pause(40);
    }
    expect(client.errors).toEqual([]);
    expect(client.all('user_speech').length % 2).toBe(0);
    client.close();
  }, 30_000);

  it('hears speech of 40 s without a pause to its end', async () => {
    const client = await RawClient.open(stack.gatewayUrl);
    const voiced = (await synthesize('I would like to order a large pizza', 'slt')).samples;
    const withoutEnds = voiced.subarray(RATE_HZ / 5, voiced.length - RATE_HZ / 5);
    const seconds = Array.from({ length: 40 }, (_, index) => index);
    for (const second of [...seconds, -1, -2, -3]) {
      const start = (second * RATE_HZ) % withoutEnds.length;
      const samples = new Int16Array(RATE_HZ);
      if (second >= 0) {
        for (let at = 0; at < RATE_HZ; at += 1) {
          samples[at] = withoutEnds[(start + at) % withoutEnds.length] ?? 0;
        }
      }
      for (let at = 0; at < RATE_HZ; at += RATE_HZ / 50) {
        client.send('audio_chunk', Buffer.from(samples.slice(at, at + RATE_HZ / 50).buffer));
      }
      await pause(200);
    }
    const final = await until(
      () => client.all<TranscriptMessage>('transcript').find(({ is_final }) => is_final),
      10_000,
      'a final transcript',
    );
    const last = final.words?.at(-1);
    expect(last?.end_ms).toBeGreaterThan(35_000);
    expect(client.all<TranscriptMessage>('transcript').length).toBeGreaterThan(20);
    expect(client.errors).toEqual([]);
    client.close();
  }, 40_000);

  it('survives audio sent before it said that the session is open', async () => {
    const client = new RawClient(stack.gatewayUrl);
    client.send('audio_chunk', Buffer.alloc(FRAME_BYTES));
    client.send('control', { action: 'unmute' });
    await client.next('connected');
    expect(client.errors).toEqual([]);
    client.close();
    await expectNeighbourUnharmed();
  }, 40_000);
});
