import { WINDOW_SAMPLES } from '../stream/audio-window';

/** Samples of the window before that Silero v5 wants in front of the new ones; without them it hears nothing. */
export const CONTEXT_SAMPLES = 64;

/** One row of the model's `input`. */
export const INPUT_SAMPLES = CONTEXT_SAMPLES + WINDOW_SAMPLES;

/** The recurrent state of one session: STATE_LAYERS rows of STATE_SIZE. */
export const STATE_LAYERS = 2;

export const STATE_SIZE = 128;

/** What the worker keeps of one session between two windows. Both are reset together, or the model hears a click. */
export interface VadMemory {
  readonly context: Float32Array;
  readonly state: Float32Array;
}

export function emptyMemory(): VadMemory {
  return {
    context: new Float32Array(CONTEXT_SAMPLES),
    state: new Float32Array(STATE_LAYERS * STATE_SIZE),
  };
}

/** One window of each of `size` sessions, laid out as the model takes it. */
export interface VadBatch {
  readonly size: number;
  /** [size, 576] */
  readonly input: Float32Array;
  /** [2, size, 128]: the batch is the middle dimension. */
  readonly state: Float32Array;
}

export interface VadBatchResult {
  /** [size, 1] */
  readonly probabilities: Float32Array;
  /** [2, size, 128] */
  readonly state: Float32Array;
}

export interface VadBatchRow {
  readonly memory: VadMemory;
  readonly samples: Int16Array;
}

const INT16_SCALE = 1 / 32_768;

export function packBatch(rows: readonly VadBatchRow[]): VadBatch {
  const size = rows.length;
  const input = new Float32Array(size * INPUT_SAMPLES);
  const state = new Float32Array(STATE_LAYERS * size * STATE_SIZE);
  rows.forEach(({ memory, samples }, row) => {
    const start = row * INPUT_SAMPLES;
    input.set(memory.context, start);
    let at = start + CONTEXT_SAMPLES;
    for (const sample of samples) input[at++] = sample * INT16_SCALE;
    for (let layer = 0; layer < STATE_LAYERS; layer++) {
      const ofLayer = memory.state.subarray(layer * STATE_SIZE, (layer + 1) * STATE_SIZE);
      state.set(ofLayer, (layer * size + row) * STATE_SIZE);
    }
  });
  return { size, input, state };
}

/** What session `row` has to remember after its window of `batch` gave `result`. */
export function memoryAfter(batch: VadBatch, result: VadBatchResult, row: number): VadMemory {
  const memory = emptyMemory();
  const end = (row + 1) * INPUT_SAMPLES;
  memory.context.set(batch.input.subarray(end - CONTEXT_SAMPLES, end));
  for (let layer = 0; layer < STATE_LAYERS; layer++) {
    const start = (layer * batch.size + row) * STATE_SIZE;
    memory.state.set(result.state.subarray(start, start + STATE_SIZE), layer * STATE_SIZE);
  }
  return memory;
}
