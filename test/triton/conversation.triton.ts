import { join } from 'node:path';

import { readWav } from '@voxrail/audio';
import type { CallerOptions } from '@voxrail/caller';
import { Caller } from '@voxrail/caller';
import { InferenceClient } from '@voxrail/inference';

import type { RunningStack } from '../support/stack';
import { startStack } from '../support/stack';
import { untilOver } from '../support/turns';
import { reportedTrace } from './reported-trace';

jest.setTimeout(120_000);

const GO_FORWARD = join(__dirname, '..', '..', 'assets', 'recordings', 'go-forward-ten-meters.wav');

/** `parakeet_tdt` on the networks of triton/tests/voice_networks.py: a word for each third of a second. */
const COUNTED = /^one two three\b/;

const STATE_DEADLINE_MS = 10_000;

const MODELS = ['silero_vad', 'parakeet_tdt', 'qwen3', 'chatterbox'] as const;

describe('a conversation through a real Triton', () => {
  const address = process.env['VOXRAIL_TEST_TRITON'] ?? '';
  let stack: RunningStack;
  let triton: InferenceClient;
  const callers: Caller[] = [];

  beforeAll(async () => {
    triton = new InferenceClient({ address });
    stack = await startStack({ models: 'embedded', triton: address });
  });

  afterEach(async () => {
    await Promise.all(callers.splice(0).map((caller) => caller.hangUp()));
  });

  afterAll(async () => {
    await stack.stop();
    triton.close();
  });

  async function call(options: Omit<CallerOptions, 'url'> = {}): Promise<Caller> {
    const caller = new Caller({ url: stack.gatewayUrl, ...options });
    callers.push(caller);
    await caller.call();
    return caller;
  }

  async function inferences(): Promise<Record<string, number>> {
    const counts = MODELS.map(async (model) => {
      const [statistics] = await triton.modelStatistics(model, STATE_DEADLINE_MS);
      return [model, statistics?.inferenceCount ?? 0] as const;
    });
    return Object.fromEntries(await Promise.all(counts));
  }

  it('hears a person and answers by voice, each part with its model on Triton and in one trace', async () => {
    const before = await inferences();
    const caller = await call();
    caller.speak(readWav(GO_FORWARD).samples);
    const turn = await untilOver(caller, 1);
    expect(turn.transcript).toMatch(COUNTED);
    expect(turn.agentText).toContain(`You said ${turn.transcript}`);
    expect(turn.heard).toBe(turn.agentText);
    // A tone of 15 characters a second.
    expect(turn.audioMs).toBeGreaterThan((turn.agentText.length / 15) * 900);
    expect(caller.record.errors).toEqual([]);
    const after = await inferences();
    for (const model of MODELS) expect([model, after[model]]).not.toEqual([model, before[model]]);
    // The voice activity model is asked for all sessions together.
    const ofTurn = ['parakeet_tdt', 'parakeet_encoder', 'parakeet_decoder', 'qwen3', 'chatterbox'];
    const trace = await reportedTrace(({ models }) =>
      ofTurn.every((model) => models.includes(model)),
    );
    expect(new Set(trace.models)).toEqual(new Set(ofTurn));
  });

  it('gives the voice the tags that it reports, and no other brackets', async () => {
    // The tone lasts as long as the text that the model was given.
    const audioMs = async (greeting: string): Promise<number> => {
      const caller = await call({ session: { greeting } });
      const turn = await untilOver(caller, 1);
      expect(turn.agentText).toBe(greeting);
      expect(turn.heard).toBe(greeting);
      return turn.audioMs;
    };
    expect(await audioMs('Ha [Laugh] that is fun.')).toBeCloseTo((23 / 15) * 1_000, -1);
    expect(await audioMs('Ha [groan] that is fun.')).toBeCloseTo((21 / 15) * 1_000, -1);
  });

  it('falls silent when the person cuts in, and answers what was said then', async () => {
    const caller = await call();
    caller.speak(readWav(GO_FORWARD).samples);
    await caller.until(
      'the answer to be audible for a while',
      () => (caller.record.turns.get(1)?.audioMs ?? 0) > 1_000,
      20_000,
    );
    caller.speak(readWav(GO_FORWARD).samples);
    const second = await untilOver(caller, 2);
    const first = caller.record.turns.get(1);
    expect(first?.interruptedMs).not.toBeNull();
    expect(first?.metrics?.interrupted).toBe(true);
    expect(first?.heard?.length).toBeLessThan(first?.agentText.length ?? 0);
    expect(second.transcript).toMatch(COUNTED);
    expect(second.heard).toBe(second.agentText);
    expect(caller.record.deadChunks).toBe(0);
  });

  it('leaves no utterance behind on Triton when the caller hangs up in the middle of a word', async () => {
    const caller = await call();
    caller.speak(readWav(GO_FORWARD).samples);
    await caller.until(
      'the first words',
      () => (caller.record.turns.get(1)?.transcript ?? '') !== '',
      20_000,
    );
    await caller.hangUp();
    // The next one is served as the first was.
    const next = await call();
    next.speak(readWav(GO_FORWARD).samples);
    expect((await untilOver(next, 1)).transcript).toMatch(COUNTED);
    expect(stack.failures).toEqual([]);
  });
});
