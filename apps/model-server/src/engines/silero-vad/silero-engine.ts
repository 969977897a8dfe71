import { InferenceSession, Tensor } from 'onnxruntime-node';

import type { Engine, EngineOutputs, EngineRequest } from '../engine';
import { EngineError } from '../engine';
import type { FloatTensor } from '../tensors/read-tensor';
import { readFiniteFloats, readInt64 } from '../tensors/read-tensor';
import { fp32 } from '../tensors/write-tensor';
import { loadSileroGraph } from './silero-graph';

/** 512 new samples after the last 64 of the window before. */
const WINDOW_SAMPLES = 576;

const STATE_LAYERS = 2;
const STATE_SIZE = 128;
const SAMPLE_RATE_HZ = 16_000n;

/** More streams than one rail worker holds; a call of this many takes some 25 ms. */
const MAX_STREAMS = 256;

interface WindowBatch {
  readonly streams: number;
  readonly input: Float32Array;
  readonly state: Float32Array;
}

function hasShape(tensor: FloatTensor, shape: readonly number[]): boolean {
  return (
    tensor.shape.length === shape.length &&
    tensor.shape.every((dimension, axis) => dimension === shape[axis])
  );
}

/**
 * The graph takes windows of any length and answers nonsense for all but one: bare 512 samples,
 * without their context, come out as near-silence. So shapes are checked here.
 */
function readBatch(request: EngineRequest): WindowBatch {
  const input = readFiniteFloats(request, 'input');
  const state = readFiniteFloats(request, 'state');
  const streams = input.shape[0] ?? 0;
  if (streams < 1 || streams > MAX_STREAMS || !hasShape(input, [streams, WINDOW_SAMPLES])) {
    throw new EngineError(
      'INVALID_ARGUMENT',
      `input must be [streams, ${WINDOW_SAMPLES}] (64 samples of context, 512 new) with 1 to ${MAX_STREAMS} streams, not [${input.shape.join(', ')}]`,
    );
  }
  if (!hasShape(state, [STATE_LAYERS, streams, STATE_SIZE])) {
    throw new EngineError(
      'INVALID_ARGUMENT',
      `state must be [${STATE_LAYERS}, ${streams}, ${STATE_SIZE}], not [${state.shape.join(', ')}]`,
    );
  }
  if (readInt64(request, 'sr') !== SAMPLE_RATE_HZ) {
    throw new EngineError('INVALID_ARGUMENT', `sr must be ${SAMPLE_RATE_HZ.toString()}`);
  }
  return { streams, input: input.values, state: state.values };
}

function floatsOf(results: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const data = results[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new EngineError('INTERNAL', `the graph gave no ${name}`);
}

/** Silero VAD v5. It holds nothing between calls: whoever calls keeps context and state. */
class SileroEngine implements Engine {
  public constructor(private readonly session: InferenceSession) {}

  public async execute(
    request: EngineRequest,
    respond: (outputs: EngineOutputs) => void,
  ): Promise<void> {
    const { streams, input, state } = readBatch(request);
    const stateShape = [STATE_LAYERS, streams, STATE_SIZE];
    const results = await this.session.run({
      input: new Tensor('float32', input, [streams, WINDOW_SAMPLES]),
      state: new Tensor('float32', state, stateShape),
      sr: new Tensor('int64', BigInt64Array.of(SAMPLE_RATE_HZ), []),
    });
    respond({
      output: fp32(floatsOf(results, 'output'), [streams, 1]),
      stateN: fp32(floatsOf(results, 'stateN'), stateShape),
    });
  }

  public async close(): Promise<void> {
    await this.session.release();
  }
}

export async function createEngine(): Promise<Engine> {
  const session = await InferenceSession.create(await loadSileroGraph(), {
    executionProviders: ['cpu'],
    // One window is a tenth of a millisecond of work: handing it to a pool costs more than it saves.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // The arena would keep the memory of the largest batch for ever.
    enableCpuMemArena: false,
    logSeverityLevel: 3,
  });
  return new SileroEngine(session);
}
