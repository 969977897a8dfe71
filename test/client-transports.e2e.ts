import { join } from 'node:path';

import { readWav } from '@voxrail/audio';
import type { CallerOptions } from '@voxrail/caller';
import { Caller } from '@voxrail/caller';
import type { Resumed, TransportName } from '@voxrail/client';
import { AwakeClock } from '@voxrail/testing';

import type { SeverableLine } from './support/severable-line';
import { openLine } from './support/severable-line';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';
import { holdTurn, untilAnswering, untilOver } from './support/turns';

const RECORDING = join(__dirname, '..', 'assets', 'recordings', 'go-forward-ten-meters.wav');

describe.each<TransportName>(['socket.io', 'websocket'])('a call over %s', (transport) => {
  let stack: RunningStack;
  let line: SeverableLine;
  const callers: Caller[] = [];
  // Played by a clock that goes on while the machine stalls, what was sent ahead would run out.
  const clock = new AwakeClock();

  beforeAll(async () => {
    stack = await startStack({ models: 'embedded' });
    line = await openLine(stack.gatewayUrl);
  }, 90_000);

  afterEach(async () => {
    await Promise.all(callers.splice(0).map((caller) => caller.hangUp()));
  });

  afterAll(async () => {
    clock.stop();
    await line.close();
    await stack.stop();
  });

  function caller(options: Partial<CallerOptions> = {}): Caller {
    const made = new Caller({ url: line.url, transport, clock, ...options });
    callers.push(made);
    return made;
  }

  it('is heard, runs a tool of its client, and answers aloud', async () => {
    const made = caller();
    const parameters = {
      type: 'object',
      properties: { direction: { type: 'string' }, meters: { type: 'number' } },
      required: ['direction', 'meters'],
    };
    const calls: unknown[] = [];
    const offer = { name: 'move_robot', description: 'Moves the robot.', parameters };
    made.client.tool(offer, (wanted) => {
      calls.push(wanted);
      return Promise.resolve({ status: 'moving' });
    });
    await made.call();
    const turn = await holdTurn(made, readWav(RECORDING).samples);
    expect(turn.transcript).toMatch(/forward/);
    expect(calls).toHaveLength(1);
    expect(made.underruns).toBe(0);
    expect(made.record.errors).toEqual([]);
  });

  it('goes on after the connection was lost, with what was said before and no second greeting', async () => {
    const made = caller({ session: { greeting: 'Welcome.' } });
    const resumed = new Promise<Resumed>((resolve) => made.client.on('resumed', resolve));
    const { session_id } = await made.call();
    await untilOver(made, 1);
    line.sever();
    const { awayMs, connected } = await resumed;
    expect(awayMs).toBeLessThan(2_000);
    expect(connected).toMatchObject({ session_id, resumed: true });
    await holdTurn(made, readWav(RECORDING).samples);
    const said = [...made.record.turns.values()].map(({ agentText }) => agentText);
    expect(said.filter((text) => text.includes('Welcome'))).toHaveLength(1);
    expect(made.record.errors).toEqual([]);
  });

  it('goes on when the connection is lost in the middle of an answer', async () => {
    const made = caller();
    const resumed = new Promise((resolve) => made.client.on('resumed', resolve));
    await made.call();
    await untilAnswering(made, 'Tell me a story.', 500);
    line.sever();
    await resumed;
    const audioMs = (): number => made.record.turns.get(1)?.audioMs ?? 0;
    const beforeMs = audioMs();
    await made.until('more of the answer', () => audioMs() > beforeMs + 500, 10_000);
    await holdTurn(made, readWav(RECORDING).samples);
    expect(made.record.deadChunks).toBe(0);
  }, 90_000);

  it('leaves the session to whoever takes it over, and does not take it back', async () => {
    const made = caller();
    const { session_id, token } = await made.call();
    const gone = new Promise((resolve) => made.client.on('disconnected', resolve));
    const other = caller({ sessionId: session_id, token: token ?? '' });
    await other.call();
    await expect(gone).resolves.toMatchObject({ expected: true });
    expect(made.record.ending?.reason).toBe('replaced');
    await holdTurn(other, readWav(RECORDING).samples);
    expect(made.client.state).toBe('ended');
  });
});
