import type { SessionConfigDto } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';

import type { AgentRail } from './agent-rail';
import type { ScriptedRails } from './testing/gateway-bench';
import { ANYTHING, GatewayBench } from './testing/gateway-bench';
import { RecordingClient } from './testing/recording-client';

interface Call {
  readonly sid: string;
  readonly client: RecordingClient;
  readonly rail: AgentRail;
  readonly rails: ScriptedRails;
}

async function open(bench: GatewayBench, config: SessionConfigDto = {}): Promise<Call> {
  const sid = await bench.manager.create(config, ANYTHING);
  const rails = bench.rails(sid);
  const client = new RecordingClient(bench.clock);
  const rail = await bench.manager.attach(sid, client);
  rail.start(client);
  bench.bus.deliver();
  return { sid, client, rail, rails };
}

async function comesBack(bench: GatewayBench, sid: string): Promise<RecordingClient> {
  const client = new RecordingClient(bench.clock);
  const rail = await bench.manager.attach(sid, client);
  rail.start(client);
  bench.bus.deliver();
  return client;
}

async function nothingIsHeld(bench: GatewayBench): Promise<void> {
  await bench.pass(20);
  expect(bench.manager.count).toBe(0);
  expect(bench.leases.held).toBe(0);
  expect(bench.clock.pendingTimers).toBe(bench.timersBefore);
  expect(bench.bus.subscriptionCount).toBe(bench.subscriptionsBefore);
  expect(bench.bucket.keys).toEqual([]);
}

async function stateOf(bench: GatewayBench, sid: string): Promise<string> {
  return (await bench.manager.status(sid)).state;
}

describe('a session that was created', () => {
  it('claims no worker before somebody opens it', async () => {
    const bench = new GatewayBench();
    const sid = await bench.manager.create({ metadata: { case: 7 } }, ANYTHING);
    expect(bench.workers.requests).toEqual([]);
    expect(await bench.manager.status(sid)).toMatchObject({
      session_id: sid,
      state: 'created',
      agent_speaking: false,
      user_speaking: false,
      processing: false,
      muted: false,
      turn: 0,
      metadata: { case: 7 },
    });
  });

  it('is refused with a voice or a language that the models do not know', async () => {
    const bench = new GatewayBench();
    bench.workers.offers.asr = [{ languages: ['en'] }];
    bench.workers.offers.tts = [{ voices: ['default', 'anna'], languages: ['en', 'de'] }];
    await expect(bench.manager.create({ voice: 'bert' }, ANYTHING)).rejects.toMatchObject({
      code: 'bad_request',
      message: 'session.voice bert is not known; known are default, anna',
    });
    await expect(bench.manager.create({ language: 'de' }, ANYTHING)).rejects.toMatchObject({
      code: 'bad_request',
      message: 'session.language de is not known; known are en',
    });
    expect(bench.manager.count).toBe(0);
    await bench.manager.create({ voice: 'anna', language: 'en-GB' }, ANYTHING);
    expect(bench.manager.count).toBe(1);
  });

  it('ends after 60 s when nobody has', async () => {
    const bench = new GatewayBench();
    const sid = await bench.manager.create({}, ANYTHING);
    await bench.pass(59_900);
    expect(await stateOf(bench, sid)).toBe('created');
    await bench.pass(200);
    await expect(bench.manager.status(sid)).rejects.toMatchObject({ code: 'session_not_found' });
    await nothingIsHeld(bench);
  });

  it('stays so when it cannot be opened, and may be opened later', async () => {
    const bench = new GatewayBench();
    const sid = await bench.manager.create({}, ANYTHING);
    bench.workers.claims.tts = 'no_responders';
    const attaching = bench.manager.attach(sid, new RecordingClient(bench.clock));
    await expect(attaching).rejects.toMatchObject({ code: 'rail_unavailable' });
    expect(await stateOf(bench, sid)).toBe('created');
    bench.workers.claims.tts = 'claimed';
    const client = await comesBack(bench, sid);
    expect(client.last('connected')).toMatchObject({ resumed: false });
  });

  it('is held within its grants', async () => {
    const bench = new GatewayBench();
    const tools = [{ name: 'book', description: 'Books', parameters: {} }];
    const grants = { ...ANYTHING, tools: ['look_up'] };
    const creating = bench.manager.create({ tools }, grants);
    await expect(creating).rejects.toMatchObject({ code: 'forbidden' });
    expect(bench.manager.count).toBe(0);
  });

  it('counts against what the gateway can hold', async () => {
    const bench = new GatewayBench();
    await bench.manager.create({}, ANYTHING);
    await bench.manager.create({}, ANYTHING);
    await expect(bench.manager.create({}, ANYTHING)).rejects.toMatchObject({ code: 'capacity' });
  });

  it('is nobody’s when it was never there', async () => {
    const { manager, clock } = new GatewayBench();
    const missing = { code: 'session_not_found' };
    await expect(manager.attach('no-such-one', new RecordingClient(clock))).rejects.toMatchObject(
      missing,
    );
    await expect(manager.status('no-such-one')).rejects.toMatchObject(missing);
    await expect(manager.remove('no-such-one')).rejects.toMatchObject(missing);
    await expect(manager.toolResult('no-such-one', 'call_1', {})).rejects.toMatchObject(missing);
  });
});

describe('a session whose connection is lost', () => {
  it('waits 30 s for its client, and then holds nothing', async () => {
    const bench = new GatewayBench();
    const { sid, client } = await open(bench);
    bench.manager.detached(sid, client);
    expect(await stateOf(bench, sid)).toBe('reconnecting');
    await bench.pass(29_900);
    expect(await stateOf(bench, sid)).toBe('reconnecting');
    await bench.pass(200);
    await nothingIsHeld(bench);
  });

  it('goes on where the client says that it stopped hearing, without another greeting', async () => {
    const bench = new GatewayBench();
    const { sid, client, rail, rails } = await open(bench, { greeting: 'Hello there, friend.' });
    rails.speaks(20, 2_000);
    await bench.pass(500);
    bench.manager.detached(sid, client);
    await bench.pass(10_000);
    expect(client.all('agent_text').filter((text) => 'is_final' in text)).toEqual([]);
    const again = await comesBack(bench, sid);
    expect(again.last('connected')).toMatchObject({ resumed: true, turn: 1 });
    expect(again.audio).toEqual([]);
    rail.reportPlayback(1, 400);
    expect(again.last('playback_resumed')).toEqual({ turn: 1, offset_ms: 400 });
    expect(again.audio[0]).toMatchObject({ turn: 1, offset_ms: 400 });
    await bench.pass(3_000);
    expect(again.last('audio_end')).toEqual({ turn: 1, duration_ms: 2_000 });
    expect(again.last('agent_text')).toMatchObject({ heard: 'Hello there, friend.' });
    expect(again.all('turn_metrics')).toHaveLength(1);
    expect(rails.tts.of(FrameKind.TTS_START)).toHaveLength(1);
  });

  it('goes on by its own estimate when the client says nothing', async () => {
    const bench = new GatewayBench();
    const { sid, client, rails } = await open(bench, { greeting: 'Hello there.' });
    rails.speaks(12, 2_000);
    await bench.pass(500);
    bench.manager.detached(sid, client);
    const again = await comesBack(bench, sid);
    await bench.pass(300);
    expect(again.last('playback_resumed').offset_ms).toBeCloseTo(500, 0);
    expect(again.audio.length).toBeGreaterThan(0);
  });

  it('takes the microphone for stopped, answers what was said, and lets the answer wait', async () => {
    const bench = new GatewayBench();
    const { sid, client, rails } = await open(bench);
    const order = rails.order('asr', FrameKind.ASR_START);
    const event = { utterance: 0, atMs: 0, startSample: 0, prerollSample: 0 };
    rails.asr.send(FrameKind.ASR_SPEECH_STARTED, order, event);
    bench.bus.deliver();
    bench.manager.detached(sid, client);
    bench.bus.deliver();
    expect(rails.asr.of(FrameKind.ASR_FLUSH)).toHaveLength(1);
    const words = { revision: 1, confidence: 0.9, words: [], endSample: 0, decodeMs: 1 };
    const final = { utterance: 0, atMs: 0, text: 'what time is it', ...words };
    rails.asr.send(FrameKind.ASR_FINAL, order, final);
    rails.answers('It is noon.', 1_000);
    await bench.pass(5_000);
    expect(client.audio).toEqual([]);
    const again = await comesBack(bench, sid);
    await bench.pass(2_000);
    expect(again.last('transcript')).toMatchObject({ text: 'what time is it', is_final: true });
    expect(again.audio[0]).toMatchObject({ turn: 1, offset_ms: 0 });
    expect(again.last('agent_text')).toMatchObject({ heard: 'It is noon.' });
    expect(again.all('turn_metrics')).toHaveLength(1);
  });

  it('asks for tool calls again that are still open, and takes their results from anybody', async () => {
    const bench = new GatewayBench();
    const tools = [{ name: 'look_up', description: 'Looks up', parameters: {} }];
    const { sid, client, rail, rails } = await open(bench, { tools });
    rail.type('look it up');
    rails.calls('look_up');
    const { request_id } = client.last('tool_request');
    bench.manager.detached(sid, client);
    await bench.pass(1_000);
    const again = await comesBack(bench, sid);
    expect(again.all('tool_request')).toMatchObject([{ request_id, deadline_ms: 9_000 }]);
    await bench.manager.toolResult(sid, request_id, { result: 'found' });
    await expect(bench.manager.toolResult(sid, request_id, { result: 'x' })).rejects.toMatchObject({
      code: 'tool_request_not_found',
    });
    bench.bus.deliver();
    expect(rails.llm.lastPayload(FrameKind.LLM_START).messages.at(-1)).toMatchObject({
      role: 'tool',
      content: 'found',
    });
  });

  it('that a client has left with a goodbye ends at once', async () => {
    const bench = new GatewayBench();
    const { sid, client } = await open(bench);
    bench.manager.left(sid, client);
    await nothingIsHeld(bench);
  });
});

describe('a newer connection', () => {
  it('takes over: the older one is told so and closed, and its loss changes nothing', async () => {
    const bench = new GatewayBench();
    const { sid, client } = await open(bench);
    const newer = await comesBack(bench, sid);
    expect(client.last('session_ending')).toMatchObject({ reason: 'replaced', reconnect: false });
    expect(client.closed).toBe(true);
    bench.manager.detached(sid, client);
    bench.manager.left(sid, client);
    await bench.pass(40_000);
    expect(await stateOf(bench, sid)).toBe('active');
    expect(newer.closed).toBe(false);
  });

  it('while the session is being opened is the one that it is opened for', async () => {
    const bench = new GatewayBench();
    const sid = await bench.manager.create({}, ANYTHING);
    const [one, other] = [new RecordingClient(bench.clock), new RecordingClient(bench.clock)];
    const [first, second] = await Promise.all([
      bench.manager.attach(sid, one),
      bench.manager.attach(sid, other),
    ]);
    expect(first).toBe(second);
    first.start(one);
    second.start(other);
    second.start(other);
    expect(one.all('connected')).toEqual([]);
    expect(one.closed).toBe(true);
    expect(other.all('connected')).toHaveLength(1);
  });

  it('is the only one that hears of what goes on', async () => {
    const bench = new GatewayBench();
    const { sid, client, rails } = await open(bench, { greeting: 'Hello there.' });
    rails.speaks(12, 2_000);
    await bench.pass(300);
    const newer = await comesBack(bench, sid);
    const heard = client.log.length;
    await bench.pass(3_000);
    expect(client.log).toHaveLength(heard);
    expect(newer.last('audio_end')).toMatchObject({ turn: 1 });
  });
});

describe('ending a session', () => {
  it('tells the client that is connected, and is not found again', async () => {
    const bench = new GatewayBench();
    const { sid, client } = await open(bench);
    await bench.manager.remove(sid);
    expect(client.last('session_ending')).toMatchObject({ reason: 'deleted', reconnect: false });
    expect(client.closed).toBe(true);
    await expect(bench.manager.status(sid)).rejects.toMatchObject({ code: 'session_not_found' });
    await nothingIsHeld(bench);
  });

  it('while it is being opened refuses whoever opens it', async () => {
    const bench = new GatewayBench();
    const sid = await bench.manager.create({}, ANYTHING);
    const client = new RecordingClient(bench.clock);
    const attaching = bench.manager.attach(sid, client);
    await bench.manager.remove(sid);
    await expect(attaching).rejects.toMatchObject({ code: 'session_not_found' });
    expect(client.closed).toBe(true);
    await nothingIsHeld(bench);
  });
});
