import { SystemClock } from '@voxrail/clock';
import type { MessageBus } from '@voxrail/messaging';
import { connectMessageBus } from '@voxrail/messaging';
import type { Utterance } from '@voxrail/speech';
import { synthesize } from '@voxrail/speech';

import { InterruptedCall } from '../bench/src/interruptions/interrupted-call';
import { seededRandom } from '../bench/src/interruptions/seeded-random';
import { Distribution } from '../bench/src/measure/distribution';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';
import { TestSessions } from './support/test-sessions';

const MODES = ['immediate', 'confirm', 'off'] as const;

/** Of each of the three callers, who call at the same time. */
const INTERRUPTIONS = 7;

/** Words that last half as long as usual, as everything here does then. */
const QUICK_VOICE = { VOXRAIL_SYNTHETIC_TTS_MS_PER_CHARACTER: '30' };

function* again(utterances: readonly Utterance[]): Generator<Utterance> {
  for (;;) yield* utterances;
}

describe('interruptions at random moments', () => {
  let stack: RunningStack;
  let bus: MessageBus;
  let speech: Utterance[];

  beforeAll(async () => {
    stack = await startStack({ models: 'synthetic', env: QUICK_VOICE });
    bus = await connectMessageBus({ url: `nats://127.0.0.1:${stack.ports.nats}`, name: 'test' });
    speech = await Promise.all([
      synthesize('Wait a moment please', 'slt'),
      synthesize('No I mean the other one', 'rms'),
    ]);
  }, 90_000);

  afterAll(async () => {
    await bus.close();
    await stack.stop();
  });

  it('leave no dead session, no dead audio, no lost call or metrics, and a true history', async () => {
    const sessions = await TestSessions.begin(stack);
    const calls = await Promise.all(
      MODES.map((mode, index) =>
        InterruptedCall.open({
          url: stack.gatewayUrl,
          bus,
          clock: new SystemClock(),
          lateness: new Distribution(),
          mode,
          random: seededRandom(index + 1),
        }),
      ),
    );
    await Promise.all(calls.map((call) => call.interrupt(INTERRUPTIONS, again(speech))));
    await Promise.all(calls.map(({ loadCaller }) => loadCaller.close()));
    for (const call of calls) {
      expect(call.counts).toMatchObject({
        interruptions: INTERRUPTIONS,
        'times that the session fell dead': 0,
        'frames of a dead turn': 0,
        'tool calls without exactly one outcome': 0,
        'turns without exactly one turn_metrics': 0,
        'histories off by more than a word': 0,
      });
    }
    const all = (name: string): number =>
      calls.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0);
    expect(all('turns cut off')).toBeGreaterThan(5);
    expect(all('tool calls')).toBeGreaterThan(0);
    await sessions.end();
    expect(stack.failures).toEqual([]);
  }, 180_000);
});
