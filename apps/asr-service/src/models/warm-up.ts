import { randomUUID } from 'node:crypto';

import { newTraceparent } from '@voxrail/observability';

import type { RecognizeAudio } from '../recognizer/recognition';
import { WINDOW_SAMPLES } from '../stream/audio-window';
import type { JudgeSpeech } from '../vad/vad-batcher';
import { emptyMemory, packBatch } from '../vad/vad-batch';

const WINDOWS = 10;

const DEADLINE_MS = 5_000;

/*
 * Both models listen to silence: what is done for the first time in a process, or by a model, takes
 * many times as long, and no caller should wait for it. They reject where the model does not answer.
 */

export async function warmUpVad(judge: JudgeSpeech): Promise<void> {
  const samples = new Int16Array(WINDOW_SAMPLES);
  for (let window = 0; window < WINDOWS; window += 1) {
    await judge(packBatch([{ memory: emptyMemory(), samples }]));
  }
}

export async function warmUpRecognizer(recognize: RecognizeAudio): Promise<void> {
  const options = { deadlineMs: DEADLINE_MS, traceparent: newTraceparent() };
  const sequenceId = `warm-up.${randomUUID()}`;
  const audio = new Int16Array(WINDOWS * WINDOW_SAMPLES);
  const request = { sequenceId, audio, start: true, end: false, decode: 'running' as const };
  await recognize(request, options);
  await recognize({ ...request, start: false, end: true, decode: 'no' }, options);
}
