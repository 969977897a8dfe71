import type { Clock } from '@voxrail/clock';
import { INPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';
import type { InferenceClient, ModelTensors, RequestStream } from '@voxrail/inference';
import { fp32Tensor, int64Tensor, readFp32 } from '@voxrail/inference';

import type { VadBatch, VadBatchResult } from './vad-batch';
import { INPUT_SAMPLES, STATE_LAYERS, STATE_SIZE } from './vad-batch';

export const SILERO_VAD = 'silero_vad';

/** The stock v5 graph's; the graphs of other versions differ in their names and sizes. */
export const SILERO_VAD_TENSORS: ModelTensors = {
  inputs: [
    { name: 'input', datatype: 'FP32', shape: [-1, INPUT_SAMPLES] },
    { name: 'state', datatype: 'FP32', shape: [STATE_LAYERS, -1, STATE_SIZE] },
    { name: 'sr', datatype: 'INT64', shape: [1] },
  ],
  outputs: [
    { name: 'output', datatype: 'FP32', shape: [-1, 1] },
    { name: 'stateN', datatype: 'FP32', shape: [STATE_LAYERS, -1, STATE_SIZE] },
  ],
};

/** A call takes a few milliseconds; after this long a window is older than the pause it may be part of. */
const DEADLINE_MS = 500;

/** Where one address stands for several servers, a new stream may reach another, idler one. */
const STREAM_AGE_MS = 60_000;

/** The stock Silero v5 graph behind `client`; the state lives with the caller, so any server can answer. */
export class SileroVad {
  private stream: RequestStream | undefined;
  private openedMs = 0;

  public constructor(
    private readonly client: InferenceClient,
    private readonly clock: Clock,
  ) {}

  public async judge(batch: VadBatch): Promise<VadBatchResult> {
    const result = await this.openStream().infer(
      {
        model: SILERO_VAD,
        inputs: [
          fp32Tensor('input', batch.input, [batch.size, INPUT_SAMPLES]),
          fp32Tensor('state', batch.state, [STATE_LAYERS, batch.size, STATE_SIZE]),
          int64Tensor('sr', [INPUT_SAMPLE_RATE_HZ]),
        ],
      },
      DEADLINE_MS,
    );
    const probabilities = readFp32(result, 'output');
    const state = readFp32(result, 'stateN');
    if (probabilities.length !== batch.size || state.length !== batch.state.length) {
      throw new Error(`${SILERO_VAD} answered for another number of windows than it was given`);
    }
    return { probabilities, state };
  }

  public close(): void {
    this.stream?.end();
    this.stream = undefined;
  }

  private openStream(): RequestStream {
    const nowMs = this.clock.nowMs();
    if (this.stream?.open === true && nowMs - this.openedMs < STREAM_AGE_MS) return this.stream;
    this.stream?.end();
    this.openedMs = nowMs;
    this.stream = this.client.openRequestStream(this.clock);
    return this.stream;
  }
}
