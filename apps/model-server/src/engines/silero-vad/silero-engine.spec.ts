/** @jest-environment ./apps/model-server/src/engines/silero-vad/testing/native-arrays-environment.ts */
import type { Engine } from '../engine';
import { recording } from '../testing/recordings';
import { floatsOf, requestOf, runEngine } from '../testing/run-engine';
import { fp32, int64 } from '../tensors/write-tensor';
import { createEngine } from './silero-engine';

const CONTEXT_SAMPLES = 64;
const NEW_SAMPLES = 512;
const STATE_FLOATS = 256;

function windowsOf(samples: Int16Array): Float32Array[] {
  const floats = Float32Array.from(samples, (sample) => sample / 32_768);
  const windows: Float32Array[] = [];
  for (let at = 0; at + NEW_SAMPLES <= floats.length; at += NEW_SAMPLES) {
    const window = new Float32Array(CONTEXT_SAMPLES + NEW_SAMPLES);
    if (at > 0) window.set(floats.subarray(at - CONTEXT_SAMPLES, at));
    window.set(floats.subarray(at, at + NEW_SAMPLES), CONTEXT_SAMPLES);
    windows.push(window);
  }
  return windows;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

describe('Silero engine', () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await createEngine();
  });

  afterAll(async () => {
    await engine.close();
  });

  async function probabilities(samples: Int16Array): Promise<number[]> {
    let state = new Float32Array(STATE_FLOATS);
    const answers: number[] = [];
    for (const window of windowsOf(samples)) {
      const [outputs] = await runEngine(
        engine,
        requestOf({
          input: fp32(window, [1, window.length]),
          state: fp32(state, [2, 1, 128]),
          sr: int64(16_000n),
        }),
      );
      answers.push(...floatsOf(outputs, 'output'));
      state = Float32Array.from(floatsOf(outputs, 'stateN'));
    }
    return answers;
  }

  it('hears a person in a recording and nobody in silence', async () => {
    const spoken = await probabilities(recording('youngMan'));
    const speechWindows = spoken.filter((probability) => probability > 0.5).length;
    expect(speechWindows / spoken.length).toBeGreaterThan(0.6);
    expect(Math.max(...(await probabilities(new Int16Array(32_000))))).toBeLessThan(0.1);
  });

  it('answers for each stream of a call as if it were alone', async () => {
    const [first, second] = [windowsOf(recording('something')), windowsOf(recording('youngMan'))];
    const pair = [first[60], second[20]].map((window) => window ?? new Float32Array(576));
    const state = new Float32Array(2 * STATE_FLOATS);
    const [together] = await runEngine(
      engine,
      requestOf({
        input: fp32(concatenate(pair), [2, 576]),
        state: fp32(state, [2, 2, 128]),
        sr: int64(16_000n),
      }),
    );
    const alone: number[] = [];
    for (const window of pair) {
      const [outputs] = await runEngine(
        engine,
        requestOf({
          input: fp32(window, [1, 576]),
          state: fp32(new Float32Array(STATE_FLOATS), [2, 1, 128]),
          sr: int64(16_000n),
        }),
      );
      alone.push(...floatsOf(outputs, 'output'));
    }
    expect(together?.['output']?.shape).toEqual([2, 1]);
    floatsOf(together, 'output').forEach((probability, index) => {
      expect(probability).toBeCloseTo(alone[index] ?? Number.NaN, 4);
    });
  });

  it.each([
    ['windows without their context', [1, 512], 16_000n, 0],
    ['no window at all', [0, 576], 16_000n, 0],
    ['another sample rate', [1, 576], 8_000n, 0],
    ['a sample that is no number', [1, 576], 16_000n, Number.NaN],
  ])('refuses %s', async (_, shape, sampleRateHz, value) => {
    const streams = shape[0] ?? 0;
    const input = new Float32Array(streams * (shape[1] ?? 0)).fill(value);
    const request = requestOf({
      input: fp32(input, shape),
      state: fp32(new Float32Array(STATE_FLOATS * streams), [2, streams, 128]),
      sr: int64(sampleRateHz),
    });
    await expect(runEngine(engine, request)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('refuses a state of another number of streams', async () => {
    const request = requestOf({
      input: fp32(new Float32Array(576), [1, 576]),
      state: fp32(new Float32Array(2 * STATE_FLOATS), [2, 2, 128]),
      sr: int64(16_000n),
    });
    await expect(runEngine(engine, request)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
