import { Stopwatch, until } from '@voxrail/testing';
import { Manager } from 'socket.io-client';

import type { GatewayStack } from '../testing/gateway-stack';
import { startGatewayStack } from '../testing/gateway-stack';
import { hangUp, released } from '../testing/held-sessions';
import { deleteSession } from '../testing/sessions-over-http';
import type { TestCaller } from '../testing/test-caller';
import type { TestTransport } from '../testing/transports';
import { TRANSPORTS } from '../testing/transports';

const FRAME_BYTES = 640;
const FRAME_MS = 20;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('messages that a client should not send', () => {
  let stack: GatewayStack;

  beforeAll(async () => {
    stack = await startGatewayStack();
  });

  afterAll(async () => {
    await stack.stop();
  });

  async function call(transport: TestTransport): Promise<TestCaller> {
    return (await transport.connect(stack.gateway.publicPort, {})).opened();
  }

  /** The session goes on: it answers. */
  async function expectAnswer(caller: TestCaller): Promise<void> {
    caller.send('text', { text: 'are you still there' });
    await until(() => caller.audioTurns.length > 0, 10_000, 'an answer');
  }

  describe.each(TRANSPORTS)('over $name', (transport) => {
    it('are answered with an error that names what is wrong, and the session goes on', async () => {
      const caller = await call(transport);
      caller.send('dance', { event_id: 'e1' });
      caller.send('error', { event_id: 'e2' });
      caller.send('control', { action: 'mute', volume: 3, event_id: 'e3' });
      caller.send('control', { action: 5 });
      caller.send('text', { text: '' });
      caller.send('tool_response', { request_id: 'call_x', result: 1 });
      caller.send('refresh', { event_id: 'e4', now: true });
      caller.send('playback', { turn: 9, played_ms: 1 });
      caller.send('session_update', { session: { voice: 'bad voice', instructions: 'x' } });
      await caller.next('error', 9);
      expect(caller.all('error').map((error) => error.code)).toEqual([
        'bad_request',
        'bad_request',
        'bad_request',
        'bad_request',
        'bad_request',
        'tool_request_not_found',
        'bad_request',
        'bad_request',
        'bad_request',
      ]);
      expect(caller.all('error').flatMap((error) => error.event_id ?? [])).toEqual([
        'e1',
        'e2',
        'e3',
        'e4',
      ]);
      expect(caller.all('error')[2]?.message).toContain('volume');
      expect(caller.all('session_updated')).toHaveLength(0);
      await expectAnswer(caller);
      await hangUp(stack, caller);
    });

    it('are audio that is no PCM16: each has its error', async () => {
      const caller = await call(transport);
      caller.send('audio_chunk', transport.name === 'Socket.IO' ? 'not audio' : { not: 'audio' });
      caller.send('audio_chunk', new Uint8Array(641));
      caller.send('audio_chunk', new Uint8Array(0));
      caller.send('audio_chunk', new Uint8Array(40_000));
      caller.send('audio_chunk');
      await caller.next('error', 5);
      expect(caller.all('error').map((error) => error.code)).toEqual([
        'audio_invalid',
        'audio_invalid',
        'audio_invalid',
        'audio_too_large',
        'audio_invalid',
      ]);
      await expectAnswer(caller);
      await hangUp(stack, caller);
    });

    it('do not reach a prototype', async () => {
      const caller = await call(transport);
      caller.send('control', JSON.parse('{"action":"mute","constructor":{"prototype":{"x":1}}}'));
      expect(await caller.next('error')).toMatchObject({ code: 'bad_request' });
      await expectAnswer(caller);
      await hangUp(stack, caller);
    });

    it('end a client that sends nothing but nonsense, at the tenth', async () => {
      const caller = await call(transport);
      for (let count = 0; count < 15; count += 1) caller.send('nonsense');
      expect(await caller.next('session_ending')).toMatchObject({ reason: 'bad_requests' });
      expect(await caller.gone()).toBe(transport.ends.bad_requests);
      expect(caller.all('error')).toHaveLength(10);
      await released(stack);
    });

    it('end a client that sends too many of them, and say so first', async () => {
      const caller = await call(transport);
      for (let count = 0; count < 200; count += 1) {
        caller.send('control', { action: 'unmute', event_id: `e${count}` });
      }
      expect(await caller.next('session_ending')).toMatchObject({ reason: 'too_fast' });
      expect(await caller.gone()).toBe(transport.ends.too_fast);
      const [first] = caller.all('error');
      expect(first).toMatchObject({ code: 'rate_limited' });
      expect(Number(first?.event_id?.slice(1))).toBeGreaterThanOrEqual(40);
      await released(stack);
    });

    it('are audio at four times real time: it is ended within 5 s', async () => {
      const caller = await call(transport);
      const stopwatch = Stopwatch.start();
      const startedMs = performance.now();
      // By the clock: on a busy machine pauses are longer, and it would not be as fast.
      for (let sentMs = 0; caller.disconnected === undefined && sentMs < 24_000;) {
        for (; sentMs < 4 * (performance.now() - startedMs); sentMs += FRAME_MS) {
          caller.send('audio_chunk', new Uint8Array(FRAME_BYTES));
        }
        await pause(FRAME_MS / 4);
      }
      expect(await caller.gone()).toBe(transport.ends.too_fast);
      expect(stopwatch.stop()).toBeLessThan(5_000);
      expect(caller.all('error')[0]).toMatchObject({ code: 'rate_limited' });
      await released(stack);
    });

    it('do not keep audio out when they are too many for a second', async () => {
      const caller = await call(transport);
      for (let count = 0; count < 60; count += 1) {
        caller.send('control', { action: 'unmute', event_id: `e${count}` });
      }
      await caller.next('error');
      for (let count = 0; count < 50; count += 1) {
        caller.send('audio_chunk', new Uint8Array(FRAME_BYTES));
        await pause(FRAME_MS);
      }
      // All are answers to messages that have an id, as audio has none.
      for (const error of caller.all('error')) {
        expect(error).toMatchObject({
          code: 'rate_limited',
          event_id: expect.any(String) as unknown,
        });
      }
      expect(caller.disconnected).toBeUndefined();
      await hangUp(stack, caller);
    });

    it('close the connection when they are over 64 KiB, and other sessions do not notice', async () => {
      const other = await call(transport);
      const caller = await call(transport);
      caller.send('text', { text: 'x'.repeat(70_000) });
      expect(await caller.gone()).toBe(transport.ends.too_large);
      await expectAnswer(other);
      other.close();
      // Its client might come back.
      const { session_id: sid, token } = await caller.next('connected');
      await deleteSession(stack.gateway.publicPort, { sid, token });
      await released(stack);
    });
  });

  it('close a Socket.IO connection that speaks before it was let in', async () => {
    const manager = new Manager(`http://127.0.0.1:${stack.gateway.publicPort}`, {
      transports: ['websocket'],
      reconnection: false,
      autoConnect: false,
    });
    const closed = new Promise((resolve) => manager.once('close', resolve));
    // An event packet where a connect packet has to come first.
    manager.open(() => manager.engine.write('2["text",{"text":"hello"}]'));
    const stopwatch = Stopwatch.start();
    await closed;
    expect(stopwatch.stop()).toBeLessThan(1_000);
  });
});
