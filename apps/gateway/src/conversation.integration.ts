import { join } from 'node:path';

import { readWav } from '@voxrail/audio';
import { FrameKind, encodeFrame, railSubject } from '@voxrail/contracts';
import { connectMessageBus } from '@voxrail/messaging';
import { startNatsServer, startService, until } from '@voxrail/testing';
import { Manager } from 'socket.io-client';

import type { GatewayStack } from './testing/gateway-stack';
import { sessionsOf, startGatewayStack } from './testing/gateway-stack';
import { RawCaller } from './testing/raw-caller';

jest.setTimeout(120_000);

const RECORDING = join(__dirname, '../../../assets/recordings/seven-of-clubs.wav');

const FRAME_SAMPLES = 320;

const TOOL = { name: 'look_up', description: 'Looks something up', parameters: { type: 'object' } };

/** The recording and 600 ms of silence, in messages of 20 ms. */
function question(): Uint8Array[] {
  const { samples } = readWav(RECORDING);
  const all = new Int16Array(samples.length + 9_600);
  all.set(samples);
  const frames: Uint8Array[] = [];
  for (let at = 0; at + FRAME_SAMPLES <= all.length; at += FRAME_SAMPLES) {
    frames.push(new Uint8Array(all.slice(at, at + FRAME_SAMPLES).buffer));
  }
  return frames;
}

/** Sends audio at twice real time, as far as `fraction` of it. */
async function speak(caller: RawCaller, fraction = 1): Promise<void> {
  const frames = question();
  for (const frame of frames.slice(0, Math.ceil(frames.length * fraction))) {
    caller.socket.emit('audio_chunk', frame);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a conversation through all services', () => {
  let stack: GatewayStack;

  beforeAll(async () => {
    stack = await startGatewayStack();
  });

  afterAll(async () => {
    await stack.stop();
  });

  async function call(session: Record<string, unknown> = {}): Promise<RawCaller> {
    return new RawCaller(stack.gateway.publicPort, { session }).opened();
  }

  /** Ends the call and waits until nobody holds anything of it. */
  async function hangUp(caller: RawCaller): Promise<void> {
    caller.socket.emit('control', { action: 'hangup' });
    await caller.gone();
    await released(5_000);
  }

  async function released(deadlineMs: number): Promise<void> {
    const services = [stack.gateway, stack.asr, stack.llm, ...stack.tts];
    await until(
      async () => {
        const held = await Promise.all(services.map(sessionsOf));
        return held.every((count) => count === 0);
      },
      deadlineMs,
      'nothing held by any service',
    );
  }

  it('goes from a voice to a voice, with true metrics', async () => {
    const caller = await call();
    await speak(caller);
    const transcript = await until(
      () => caller.all('transcript').find((message) => message.is_final),
      10_000,
      'a final transcript',
    );
    expect(transcript.text).not.toBe('');
    await until(() => caller.audioTurns.length > 0, 10_000, 'audio');
    expect(new Set(caller.audioTurns)).toEqual(new Set([1]));
    caller.socket.emit('control', { action: 'cancel' });
    const metrics = await caller.next('turn_metrics');
    expect(metrics).toMatchObject({ turn: 1, interrupted: true });
    const { end_of_speech_to_audio_ms: whole, overhead_ms: overhead } = metrics;
    expect(whole).toBeGreaterThan(100);
    const parts = [
      metrics.endpointing_ms,
      metrics.asr_ms,
      metrics.llm_ttft_ms,
      metrics.tts_ttfb_ms,
    ];
    const sum = parts.reduce<number>((total, part) => total + (part ?? Number.NaN), 0);
    expect(sum + (overhead ?? Number.NaN)).toBeCloseTo(whole ?? Number.NaN, 0);
    await hangUp(caller);
  });

  it('is cut by speech: nothing of the turn is heard after `interrupted`', async () => {
    const caller = await call({ greeting: 'This is a long greeting that takes a while to say.' });
    await until(() => caller.audioTurns.length > 3, 10_000, 'the greeting');
    await speak(caller);
    await caller.next('interrupted');
    await until(() => caller.audioTurns.includes(2), 10_000, 'the answer');
    const cut = caller.received.findIndex((entry) => entry.name === 'interrupted');
    const later = caller.received.slice(cut).filter((entry) => entry.name === 'audio_chunk');
    for (const entry of later) expect(entry.args[1]).toMatchObject({ turn: 2 });
    await hangUp(caller);
  });

  it('has a tool called and its result answered', async () => {
    const caller = await call({ tools: [TOOL], modalities: ['text'] });
    caller.socket.emit('text', { text: 'look it up' });
    const request = await caller.next('tool_request');
    expect(request).toMatchObject({ tool_name: 'look_up', turn: 1 });
    const answer = { request_id: request.request_id, result: { found: true } };
    caller.socket.emit('tool_response', answer);
    caller.socket.emit('tool_response', { ...answer, event_id: 'again' });
    expect(await caller.next('error')).toMatchObject({
      code: 'tool_request_not_found',
      event_id: 'again',
    });
    expect(await caller.next('turn_metrics')).toMatchObject({ tools: 1, interrupted: false });
    await hangUp(caller);
  });

  it('answers what is wrong with an error that names it, and goes on', async () => {
    const caller = await call();
    const { socket } = caller;
    socket.emit('audio_chunk', 'not audio');
    socket.emit('audio_chunk', new Uint8Array(641));
    socket.emit('audio_chunk', new Uint8Array(0));
    socket.emit('audio_chunk', new Uint8Array(40_000));
    socket.emit('audio_chunk');
    socket.emit('dance', { event_id: 'e1' });
    socket.emit('error', { event_id: 'e2' });
    socket.emit('control', { action: 'mute', volume: 3, event_id: 'e3' });
    socket.emit('control', { action: 5 });
    socket.emit('text', { text: '' });
    socket.emit('tool_response', { request_id: 'call_x', result: 1 });
    socket.emit('refresh', {});
    socket.emit('playback', { turn: 9, played_ms: 1 });
    socket.emit('session_update', { session: { voice: 'bad voice', instructions: 'x' } });
    await caller.next('error', 14);
    expect(caller.all('error').map((error) => error.code)).toEqual([
      'audio_invalid',
      'audio_invalid',
      'audio_invalid',
      'audio_too_large',
      'audio_invalid',
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
    ]);
    expect(caller.all('error')[7]?.message).toContain('volume');
    expect(caller.all('session_updated')).toHaveLength(0);
    socket.emit('text', { text: 'are you still there' });
    await until(() => caller.audioTurns.length > 0, 10_000, 'an answer');
    await hangUp(caller);
  });

  it('ends a client that sends nothing but nonsense', async () => {
    const caller = await call();
    for (let count = 0; count < 60; count += 1) caller.socket.emit('nonsense');
    expect(await caller.next('session_ending')).toMatchObject({ reason: 'bad_requests' });
    await caller.gone();
    await released(5_000);
  });

  it('closes on a message over 64 KiB, and other sessions do not notice', async () => {
    const other = await call();
    const caller = await call();
    caller.socket.emit('text', { text: 'x'.repeat(70_000) });
    await caller.gone();
    other.socket.emit('text', { text: 'hello' });
    await until(() => other.audioTurns.length > 0, 10_000, 'an answer');
    await hangUp(other);
  });

  it('closes a connection that speaks before it was let in', async () => {
    const manager = new Manager(`http://127.0.0.1:${stack.gateway.publicPort}`, {
      transports: ['websocket'],
      reconnection: false,
      autoConnect: false,
    });
    const closed = new Promise((resolve) => manager.once('close', resolve));
    // An event packet where a connect packet has to come first.
    manager.open(() => manager.engine.write('2["text",{"text":"hello"}]'));
    const startedMs = performance.now();
    await closed;
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    await released(5_000);
  });

  it('releases everything within 250 ms of a client that vanished in mid-word', async () => {
    const caller = await call();
    await speak(caller, 0.5);
    await caller.next('user_speech');
    caller.socket.io.engine.close();
    await released(250);
  });

  it('takes a second hangup for what it is', async () => {
    const caller = await call();
    caller.socket.emit('control', { action: 'hangup' });
    caller.socket.emit('control', { action: 'hangup' });
    expect(await caller.next('session_ending')).toMatchObject({ reason: 'hangup' });
    expect(await caller.gone()).toBe('io server disconnect');
    expect(caller.all('error')).toHaveLength(0);
    await released(5_000);
  });

  it('is not moved by malformed and foreign messages on its subjects', async () => {
    const caller = await call();
    const { session_id: sid } = await caller.next('connected');
    const bus = await connectMessageBus({ url: stack.nats.url, name: 'intruder' });
    for (const rail of ['asr', 'llm', 'tts'] as const) {
      const subject = railSubject(sid, rail, 'out');
      bus.publish(subject, new Uint8Array(0));
      bus.publish(subject, new TextEncoder().encode('{"type":"nonsense"}'));
      for (const kind of Object.values(FrameKind)) {
        const payload = new TextEncoder().encode('{"no":1}');
        for (const order of [1, 2, 3]) {
          bus.publish(subject, encodeFrame({ kind, order, seq: 0, offset: 0, payload }));
        }
      }
    }
    await bus.flush();
    await bus.close();
    await speak(caller);
    await until(() => caller.audioTurns.length > 0, 10_000, 'an answer');
    await hangUp(caller);
  });

  it('goes on with another worker when the one that speaks dies', async () => {
    const caller = await call({ greeting: `${'One two three four five. '.repeat(4)}The end.` });
    await until(() => caller.audioTurns.length > 3, 10_000, 'the greeting');
    const held = await Promise.all(stack.tts.map(sessionsOf));
    await stack.tts[held.indexOf(1)]?.kill();
    const ended = await until(() => caller.all('audio_end')[0], 60_000, 'the end of the greeting');
    expect(ended.duration_ms).toBeGreaterThan(4_000);
    expect(caller.all('error')).toHaveLength(0);
    caller.close();
  });

  it('tells its clients to connect elsewhere when the gateway is stopped', async () => {
    const leaving = await startService('gateway', { VOXRAIL_NATS_URL: stack.nats.url });
    const caller = await new RawCaller(leaving.publicPort).opened();
    expect(await leaving.stop()).toBe(0);
    expect(caller.all('session_ending')).toEqual([
      expect.objectContaining({ reason: 'draining', reconnect: true }),
    ]);
    await caller.gone();
  });

  it('survives a broker that goes away and comes back', async () => {
    const caller = await call();
    await stack.nats.kill();
    expect(await caller.next('error')).toMatchObject({ code: 'rail_unavailable' });
    const back = await startNatsServer({ port: stack.nats.port });
    await until(async () => (await stack.gateway.get('/ready')).status === 200, 10_000, 'ready');
    caller.socket.emit('text', { text: 'are you there' });
    await until(() => caller.audioTurns.length > 0, 15_000, 'an answer');
    expect(caller.disconnected).toBeUndefined();
    caller.close();
    await back.stop();
  });
});
