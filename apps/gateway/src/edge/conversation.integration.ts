import type { AudioChunkInfo } from '@voxrail/contracts';
import { FrameKind, encodeFrame, railSubject } from '@voxrail/contracts';
import { connectMessageBus } from '@voxrail/messaging';
import { startNatsServer, startService, until } from '@voxrail/testing';

import type { GatewayStack } from '../testing/gateway-stack';
import { sessionsOf, startGatewayStack } from '../testing/gateway-stack';
import { hangUp, released } from '../testing/held-sessions';
import { speak } from '../testing/spoken-question';
import type { TestCaller } from '../testing/test-caller';
import { TRANSPORTS } from '../testing/transports';

jest.setTimeout(120_000);

const TOOL = { name: 'look_up', description: 'Looks something up', parameters: { type: 'object' } };

describe.each(TRANSPORTS)('a conversation over $name', (transport) => {
  let stack: GatewayStack;
  const callers: TestCaller[] = [];

  beforeAll(async () => {
    stack = await startGatewayStack();
  });

  afterAll(async () => {
    await stack.stop();
  });

  // One that failed shall not hold what the next one looks at.
  afterEach(() => {
    for (const caller of callers.splice(0)) caller.close();
  });

  async function call(session: Record<string, unknown> = {}): Promise<TestCaller> {
    const caller = await transport.connect(stack.gateway.publicPort, session);
    callers.push(caller);
    return caller.opened();
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
    caller.send('control', { action: 'cancel' });
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
    expect(caller.all('error')).toEqual([]);
    await hangUp(stack, caller);
  });

  it('says what the agent is doing', async () => {
    const caller = await call();
    caller.send('text', { text: 'hello' });
    await until(
      () => caller.all('agent_state').some(({ speaking }) => speaking),
      10_000,
      'a speaking agent',
    );
    expect(caller.all('agent_state').some(({ processing }) => processing)).toBe(true);
    await hangUp(stack, caller);
  });

  it('is cut by speech: nothing of the turn is heard after `interrupted`', async () => {
    const caller = await call({ greeting: 'This is a long greeting that takes a while to say.' });
    await until(() => caller.audioTurns.length > 3, 10_000, 'the greeting');
    await speak(caller);
    await caller.next('interrupted');
    await until(() => caller.audioTurns.some((turn) => turn > 1), 10_000, 'the answer');
    const cut = caller.received.findIndex((entry) => entry.name === 'interrupted');
    const later = caller.received.slice(cut).filter((entry) => entry.name === 'audio_chunk');
    for (const { args } of later) expect((args[1] as AudioChunkInfo).turn).toBeGreaterThan(1);
    await hangUp(stack, caller);
  });

  it('has a tool called and its result answered', async () => {
    const caller = await call({ tools: [TOOL], modalities: ['text'] });
    caller.send('text', { text: 'look it up' });
    const request = await caller.next('tool_request');
    expect(request).toMatchObject({ tool_name: 'look_up', turn: 1 });
    const answer = { request_id: request.request_id, result: { found: true } };
    caller.send('tool_response', answer);
    caller.send('tool_response', { ...answer, event_id: 'again' });
    expect(await caller.next('error')).toMatchObject({
      code: 'tool_request_not_found',
      event_id: 'again',
    });
    expect(await caller.next('turn_metrics')).toMatchObject({ tools: 1, interrupted: false });
    await hangUp(stack, caller);
  });

  it('takes a new configuration whole', async () => {
    const caller = await call();
    caller.send('session_update', { session: { instructions: 'Answer in one word.' } });
    expect(await caller.next('session_updated')).toMatchObject({
      instructions: 'Answer in one word.',
      voice: 'default',
    });
    await hangUp(stack, caller);
  });

  it('takes a second hangup for what it is', async () => {
    const caller = await call();
    caller.send('control', { action: 'hangup' });
    caller.send('control', { action: 'hangup' });
    expect(await caller.next('session_ending')).toMatchObject({ reason: 'hangup' });
    expect(await caller.gone()).toBe(transport.ends.hangup);
    expect(caller.all('error')).toHaveLength(0);
    await released(stack);
  });

  it('holds nothing 250 ms after its client said goodbye in mid-word', async () => {
    const caller = await call();
    await speak(caller, 0.5);
    await caller.next('user_speech');
    caller.close();
    await released(stack, 250);
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
    await hangUp(stack, caller);
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
    const caller = await (await transport.connect(leaving.publicPort, {})).opened();
    expect(await leaving.stop()).toBe(0);
    await caller.gone();
    expect(caller.all('session_ending')).toEqual([
      expect.objectContaining({ reason: 'draining', reconnect: true }),
    ]);
  });

  it('survives a broker that goes away and comes back', async () => {
    const caller = await call();
    await stack.nats.kill();
    expect(await caller.next('error')).toMatchObject({ code: 'rail_unavailable' });
    const back = await startNatsServer({ port: stack.nats.port });
    await until(async () => (await stack.gateway.get('/ready')).status === 200, 30_000, 'ready');
    caller.send('text', { text: 'are you there' });
    await until(() => caller.audioTurns.length > 0, 15_000, 'an answer');
    expect(caller.disconnected).toBeUndefined();
    caller.close();
    await back.stop();
  });
});
