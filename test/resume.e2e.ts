import { until } from '@voxrail/testing';

import { SocketIoCaller } from '../apps/gateway/src/testing/socket-io-caller';
import { speak } from '../apps/gateway/src/testing/spoken-question';
import type { TestCaller } from '../apps/gateway/src/testing/test-caller';
import { WebSocketCaller } from '../apps/gateway/src/testing/web-socket-caller';
import { untilServicesReady } from './support/services';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';

const WAIT_MS = 20_000;

/** Takes 2 s to generate, and as long to speak. */
const STORY = 'Tell me a story #words=24 #tokens_per_second=12';

const FIRST = 'gateway 1';

describe('a client whose gateway is killed', () => {
  let stack: RunningStack;
  let callers: TestCaller[];

  beforeAll(async () => {
    stack = await startStack({ models: 'synthetic', replicas: 2 });
  }, 90_000);

  beforeEach(() => {
    callers = [];
  });

  afterEach(async () => {
    for (const caller of callers) caller.close();
    stack.stack.startService(FIRST);
    await untilServicesReady(stack, FIRST);
    expect(stack.failures).toEqual([]);
  });

  afterAll(async () => {
    await stack.stop();
  });

  async function call(): Promise<TestCaller> {
    const caller = new SocketIoCaller(stack.ports.gateway);
    callers.push(caller);
    return caller.opened();
  }

  /** The same session, at the other gateway. */
  async function comeBack(lost: TestCaller): Promise<TestCaller> {
    const { session_id: sid, token } = await lost.next('connected');
    const caller = new WebSocketCaller({ publicPort: stack.ports.gateway + 1, sid, token });
    callers.push(caller);
    return caller.opened();
  }

  async function isAnswered(caller: TestCaller): Promise<void> {
    const turns = caller.all('turn_metrics').length;
    await until(() => caller.all('turn_metrics').length > turns, WAIT_MS, 'the end of an answer');
    expect(caller.all('error')).toEqual([]);
  }

  it('hears the answer from another one, of which it had heard nothing yet', async () => {
    const lost = await call();
    lost.send('text', { text: STORY });
    await until(() => lost.audioTurns.length > 0, WAIT_MS, 'the story');
    await stack.stack.killService(FIRST);
    await lost.gone();
    const again = await comeBack(lost);
    expect(await again.next('connected')).toMatchObject({ resumed: true });
    again.send('playback', { turn: 1, played_ms: 0 });
    await until(() => again.audioTurns.length > 0, WAIT_MS, 'the story again');
    expect(await again.next('turn_metrics')).toMatchObject({ turn: 1, interrupted: true });
    await isAnswered(again);
    expect(lost.all('turn_metrics')).toEqual([]);
  });

  it('that was in the middle of an answer is not told the rest, and talks on', async () => {
    const lost = await call();
    lost.send('text', { text: STORY });
    await until(() => lost.audioTurns.length > 20, WAIT_MS, 'the story');
    await stack.stack.killService(FIRST);
    await lost.gone();
    const again = await comeBack(lost);
    again.send('playback', { turn: 1, played_ms: 800 });
    const { heard, text } = await until(
      () => again.all('agent_text').find((message) => 'heard' in message),
      WAIT_MS,
      'the end of the story',
    );
    expect(heard).not.toBe('');
    expect(text.startsWith(heard)).toBe(true);
    expect(heard.length).toBeLessThan(text.length);
    const answered = isAnswered(again);
    await speak(again);
    await answered;
    expect(again.all('transcript').some((message) => message.is_final)).toBe(true);
  });
});
