import type { Caller } from '@voxrail/caller';
import type { TurnMetricsMessage } from '@voxrail/contracts';
import { synthesize } from '@voxrail/speech';

import { untilServicesReady } from './support/services';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';
import { TestSessions } from './support/test-sessions';
import { holdTurn, untilOver } from './support/turns';

const SETTINGS = {
  VOXRAIL_SYNTHETIC_LLM_WORDS: '6',
  VOXRAIL_SYNTHETIC_TTS_MS_PER_CHARACTER: '10',
  // An engine of its own, which goes on while the synthetic one of `chatterbox` fails.
  VOXRAIL_MODEL_COSYVOICE2: 'embedded',
};

/** Every request fails, so that the second attempt does as well. */
const FAILING_RECOGNIZER = { VOXRAIL_SYNTHETIC_ASR_FAIL_EVERY: '1' };
const FAILING_VOICE = {
  VOXRAIL_SYNTHETIC_TTS_FAIL_EVERY: '1',
  VOXRAIL_SYNTHETIC_TTS_FAIL_AFTER_MS: '100',
};

describe('a model that fails', () => {
  let stack: RunningStack;
  let sessions: TestSessions;
  let speech: Int16Array;

  beforeAll(async () => {
    stack = await startStack({ models: 'synthetic', env: SETTINGS });
    speech = (await synthesize('Where is the next train station', 'rms')).samples;
  }, 90_000);

  beforeEach(async () => {
    sessions = await TestSessions.begin(stack);
  });

  afterEach(async () => {
    await sessions.end();
    expect(stack.failures).toEqual([]);
  });

  afterAll(async () => {
    await stack.stop();
  });

  async function restartModels(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    await stack.stack.stopService('model-server');
    stack.stack.startService('model-server', settings);
    await untilServicesReady(stack, 'model-server', 'asr-service', 'llm-service', 'tts-service');
  }

  /** A model server that takes long to come back is told of as well, of no turn. */
  function failedTurns(caller: Caller): unknown[] {
    return caller.record.errors.flatMap(({ turn }) => turn ?? []);
  }

  function metricsOf(caller: Caller): TurnMetricsMessage[] {
    const ended: TurnMetricsMessage[] = [];
    caller.client.on('turn_metrics', (metrics) => ended.push(metrics));
    return ended;
  }

  it('to generate ends the turn with `llm_failed`, and neither that session nor the one beside it', async () => {
    const [caller, neighbour] = [await sessions.call(), await sessions.call()];
    const ended = metricsOf(caller);
    caller.client.text('Hello #fail_after=3');
    const [turn] = await Promise.all([untilOver(caller, 1), holdTurn(neighbour, speech)]);
    expect(caller.record.errors).toMatchObject([{ code: 'llm_failed', turn: 1 }]);
    expect(turn.agentText).not.toBe('');
    expect(turn.heard).toBe(turn.agentText);
    await holdTurn(caller, speech);
    expect(ended.map((metrics) => metrics.turn)).toEqual([1, 2]);
    expect(caller.record.errors).toHaveLength(1);
    expect(neighbour.record.errors).toEqual([]);
  });

  it('to speak ends the turn with `tts_failed`, and neither that session nor one with another voice', async () => {
    await restartModels(FAILING_VOICE);
    const [caller, neighbour] = [
      await sessions.call(),
      await sessions.call({ voice: 'cosyvoice2' }),
    ];
    const ended = metricsOf(caller);
    caller.speak(speech);
    const [turn] = await Promise.all([untilOver(caller, 1), holdTurn(neighbour, speech)]);
    expect(caller.record.errors).toMatchObject([{ code: 'tts_failed', turn: 1 }]);
    expect(turn.audioMs).toBeGreaterThan(0);
    expect(turn.heard?.length).toBeLessThan(turn.agentText.length);
    expect(neighbour.record.errors).toEqual([]);
    await restartModels();
    await holdTurn(caller, speech);
    expect(ended.map((metrics) => metrics.turn)).toEqual([1, 2]);
    expect(failedTurns(caller)).toEqual([1]);
  });

  it('to recognize ends the turn with `asr_failed`, and neither that session nor one that types', async () => {
    await restartModels(FAILING_RECOGNIZER);
    const [caller, neighbour] = [await sessions.call(), await sessions.call()];
    const ended = metricsOf(caller);
    caller.speak(speech);
    neighbour.client.text('Where is the next train station?');
    await caller.until('an error', () => caller.record.errors.length > 0, 10_000);
    const typed = await untilOver(neighbour, 1);
    expect(typed.heard).toBe(typed.agentText);
    expect(typed.audioMs).toBeGreaterThan(0);
    expect(neighbour.record.errors).toEqual([]);
    expect(caller.record.errors).toMatchObject([{ code: 'asr_failed', turn: 1 }]);
    expect(caller.record.userSpeaking).toBe(false);
    await restartModels();
    caller.speak(speech);
    await untilOver(caller, 2);
    // Nothing was committed of the first turn.
    expect(ended.map((metrics) => metrics.turn)).toEqual([2]);
    expect(failedTurns(caller)).toEqual([1]);
  });
});
