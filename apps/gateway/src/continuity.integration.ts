import { randomBytes } from 'node:crypto';

import type { StateEntry } from '@voxrail/messaging';
import { connectMessageBus } from '@voxrail/messaging';
import type { ServiceProcess } from '@voxrail/testing';
import { startNatsServer, startService, Stopwatch, until } from '@voxrail/testing';

import type { GatewayStack } from './testing/gateway-stack';
import { sessionsOf, startGatewayStack } from './testing/gateway-stack';
import type { CreatedSession } from './testing/sessions-over-http';
import { createSession, deleteSession } from './testing/sessions-over-http';
import type { TestCaller } from './testing/test-caller';
import { WebSocketCaller } from './testing/web-socket-caller';

jest.setTimeout(120_000);

const ANSWER_MS = 15_000;

/** Gateways take each other's tokens. */
const SHARED = { VOXRAIL_JWT_SECRET: randomBytes(32).toString('base64url') };

async function startGateway(natsUrl: string): Promise<ServiceProcess> {
  return startService('gateway', { VOXRAIL_NATS_URL: natsUrl, ...SHARED });
}

describe('a session on several gateways', () => {
  let stack: GatewayStack;
  let one: ServiceProcess;
  let other: ServiceProcess;
  let session: CreatedSession;
  const callers: TestCaller[] = [];

  beforeAll(async () => {
    stack = await startGatewayStack();
  });

  afterAll(async () => {
    await stack.stop();
  });

  beforeEach(async () => {
    [one, other] = await Promise.all([startGateway(stack.nats.url), startGateway(stack.nats.url)]);
    session = await createSession(one.publicPort, { greeting: 'Hello.' });
  });

  afterEach(async () => {
    for (const caller of callers.splice(0)) caller.close();
    await Promise.all([one.stop(), other.stop()]);
  });

  async function connect(gateway: ServiceProcess): Promise<TestCaller> {
    const caller = new WebSocketCaller({ publicPort: gateway.publicPort, ...session });
    callers.push(caller);
    return caller.opened();
  }

  /** Says something and waits until all of the answer has been heard. */
  async function isAnswered(caller: TestCaller, words: string): Promise<void> {
    const text = `${words} #words=3`;
    caller.send('text', { text });
    const said = (): number | undefined =>
      caller.all('transcript').findLast((transcript) => transcript.text === text)?.turn;
    const turn = await until(said, ANSWER_MS, 'the turn');
    const over = await until(
      () => caller.all('turn_metrics').find((metrics) => metrics.turn === turn),
      ANSWER_MS,
      'an answer',
    );
    expect(over.interrupted).toBe(false);
  }

  /** A broker that was just started may take 2 s before the session's state stands there again. */
  async function isKept(natsUrl: string): Promise<void> {
    const bus = await connectMessageBus({ url: natsUrl, name: 'a test' });
    const bucket = bus.bucket({ name: 'voxrail_sessions', ttlMs: 120_000 });
    const read = async (): Promise<StateEntry | undefined> =>
      bucket.read(session.sid).catch(() => undefined);
    await until(async () => (await read()) !== undefined, 15_000, 'the state of the session');
    await bus.close();
  }

  async function nothingIsHeld(...gateways: ServiceProcess[]): Promise<void> {
    const services = [...gateways, stack.asr, stack.llm, ...stack.tts];
    await until(
      async () => (await Promise.all(services.map(sessionsOf))).every((held) => held === 0),
      15_000,
      'nothing held by any service',
    );
  }

  it('goes over to a newer connection, and the older one is closed within a second', async () => {
    const older = await connect(one);
    await isAnswered(older, 'hello');
    const stopwatch = Stopwatch.start();
    const newer = await connect(other);
    expect(await newer.next('connected')).toMatchObject({ resumed: true });
    expect(await older.next('session_ending')).toMatchObject({
      reason: 'replaced',
      reconnect: false,
    });
    expect(await older.gone()).toBe('4409');
    expect(stopwatch.stop()).toBeLessThan(1_000);
    await isAnswered(newer, 'still there');
    newer.send('control', { action: 'hangup' });
    await newer.gone();
    await nothingIsHeld(one, other);
  });

  it('goes on at the same one after a lost connection, without a greeting', async () => {
    const lost = await connect(one);
    await isAnswered(lost, 'hello');
    lost.vanish();
    const again = await connect(one);
    expect(await again.next('connected')).toMatchObject({ resumed: true });
    await isAnswered(again, 'still there');
    expect(again.all('agent_text').some((text) => 'text' in text && text.text === 'Hello.')).toBe(
      false,
    );
  });

  it('goes on at another one when its own is killed in the middle of an answer', async () => {
    const lost = await connect(one);
    await isAnswered(lost, 'hello');
    lost.send('text', { text: 'tell me a story' });
    await until(() => lost.audioTurns.includes(3), ANSWER_MS, 'the story');
    await one.kill();
    const again = await connect(other);
    const { resumed, turn } = await again.next('connected');
    expect(resumed).toBe(true);
    expect(turn).toBeGreaterThan(3);
    again.send('playback', { turn: 3, played_ms: 0 });
    await again.next('interrupted');
    await until(() => again.audioTurns.length > 0, ANSWER_MS, 'the story again');
    again.send('control', { action: 'hangup' });
    await again.gone();
    await nothingIsHeld(other);
  });

  it('is taken from one that stands still, which tells its client when it goes on', async () => {
    const older = await connect(one);
    await isAnswered(older, 'hello');
    await one.pause();
    const newer = await connect(other);
    await isAnswered(newer, 'still there');
    one.resume();
    expect(await older.next('session_ending')).toMatchObject({ reason: 'replaced' });
    await isAnswered(newer, 'and now');
    expect(newer.disconnected).toBeUndefined();
    newer.send('control', { action: 'hangup' });
    await newer.gone();
    await nothingIsHeld(one, other);
  });

  it('goes on elsewhere when its gateway is stopped, and on that one when it is started again', async () => {
    const leaving = await connect(one);
    await isAnswered(leaving, 'hello');
    expect(await one.stop()).toBe(0);
    await leaving.gone();
    expect(leaving.all('session_ending')).toMatchObject([{ reason: 'draining', reconnect: true }]);
    one = await startGateway(stack.nats.url);
    const again = await connect(one);
    expect(await again.next('connected')).toMatchObject({ resumed: true });
    await isAnswered(again, 'still there');
  });

  it('is ended by any of them', async () => {
    const caller = await connect(one);
    await deleteSession(other.publicPort, session);
    expect(await caller.next('session_ending')).toMatchObject({ reason: 'deleted' });
    await caller.gone();
    await nothingIsHeld(one, other);
    const late = new WebSocketCaller({ publicPort: other.publicPort, ...session });
    expect(await late.refused()).toBe(404);
  });

  it('outlives a broker that was restarted, and then its gateway', async () => {
    const caller = await connect(one);
    await isAnswered(caller, 'hello');
    await stack.nats.kill();
    const back = await startNatsServer({ port: stack.nats.port });
    try {
      for (const gateway of [one, other]) {
        await until(async () => (await gateway.get('/ready')).status === 200, 30_000, 'ready');
      }
      await isAnswered(caller, 'are you there');
      await isKept(back.url);
      await one.kill();
      const again = await connect(other);
      expect(await again.next('connected')).toMatchObject({ resumed: true });
      await isAnswered(again, 'and here');
    } finally {
      for (const open of callers.splice(0)) open.close();
      await Promise.all([one.stop(), other.stop()]);
      await back.stop();
    }
  });
});
