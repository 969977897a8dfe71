import type { InferenceClient } from '@voxrail/inference';
import { fp32Tensor, int64Tensor, readFp32 } from '@voxrail/inference';
import { INPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

import { INPUT_SAMPLES, STATE_LAYERS, STATE_SIZE } from './vad-batch';
import type { JudgeSpeech } from './vad-batcher';

export const SILERO_VAD = 'silero_vad';

/** A call takes a few milliseconds; after this long a window is older than the pause it may be part of. */
const DEADLINE_MS = 500;

/** The stock Silero v5 graph behind `client`; the state lives with the caller, so any server can answer. */
export function sileroVad(client: InferenceClient): JudgeSpeech {
  return async (batch) => {
    const result = await client.infer(
      {
        model: SILERO_VAD,
        inputs: [
          fp32Tensor('input', batch.input, [batch.size, INPUT_SAMPLES]),
          fp32Tensor('state', batch.state, [STATE_LAYERS, batch.size, STATE_SIZE]),
          int64Tensor('sr', [INPUT_SAMPLE_RATE_HZ]),
        ],
      },
      { deadlineMs: DEADLINE_MS },
    );
    const probabilities = readFp32(result, 'output');
    const state = readFp32(result, 'stateN');
    if (probabilities.length !== batch.size || state.length !== batch.state.length) {
      throw new Error(`${SILERO_VAD} answered for another number of windows than it was given`);
    }
    return { probabilities, state };
  };
}
