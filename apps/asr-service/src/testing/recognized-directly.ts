import { SystemClock } from '@voxrail/clock';
import type { InferenceClient } from '@voxrail/inference';

import { ParakeetTdt } from '../recognizer/parakeet-tdt';

/** What the engine makes of samples that it is given directly, at once. */
export async function recognizedDirectly(
  inference: InferenceClient,
  samples: Int16Array,
): Promise<string> {
  const parakeet = new ParakeetTdt(inference, new SystemClock());
  const request = {
    sequenceId: `direct-${String(Math.random())}`,
    start: true,
    end: true,
    decode: 'final' as const,
    audio: samples,
  };
  const result = await parakeet.recognize(request, { deadlineMs: 20_000, traceparent: '' });
  return result?.text ?? '';
}
