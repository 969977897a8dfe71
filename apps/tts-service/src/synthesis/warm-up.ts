import type { Clock } from '@voxrail/clock';
import { newTraceparent } from '@voxrail/observability';

import { NO_TAGS } from '../text/speech-tags';
import type { ResamplerPool } from './resampler-pool';
import type { SynthesisStreams } from './segment-stream';
import { Speech } from './speech';
import type { SpeechError } from './speech-error';
import { StreamReserve } from './stream-reserve';
import { SYNTHESIS_LIMITS } from './synthesis-limits';
import type { SpeechModel } from './voice-route';

const TEXT = 'Hello there, nobody hears this.';

export interface WarmUpParts {
  readonly clock: Clock;
  readonly streams: SynthesisStreams;
  readonly resamplers: ResamplerPool;
  readonly model: SpeechModel;
}

/**
 * Speaks to nobody until the first audio comes, by the same way as to everyone: what is done for the
 * first time in a process, or by a model, takes many times as long, and no caller should wait for it.
 * @throws SpeechError where the model cannot speak.
 */
export async function warmUp(parts: WarmUpParts): Promise<void> {
  const { clock, streams, resamplers, model } = parts;
  const limits = SYNTHESIS_LIMITS;
  const reserve = new StreamReserve(streams, clock, limits.preparedStreamMs);
  const start = {
    voice: 'default',
    language: 'en',
    creditSamples: Number.MAX_SAFE_INTEGER,
    deadlineMs: limits.firstAudioMs,
    traceparent: newTraceparent(),
  };
  const spoken = { route: { model, voice: start.voice }, tags: NO_TAGS };
  let speech: Speech | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      speech = new Speech({ clock, limits, reserve, resamplers, ...spoken }, start, {
        onAudio: () => {
          resolve();
        },
        onAlignment: () => undefined,
        onFirstAudio: () => undefined,
        onCutShort: () => undefined,
        onDone: () => undefined,
        onFailed: (error: SpeechError) => {
          reject(error);
        },
      });
      speech.addText(0, TEXT);
      speech.endText(TEXT.length);
      speech.advance();
    });
  } finally {
    speech?.cancel();
    reserve.close();
  }
}
