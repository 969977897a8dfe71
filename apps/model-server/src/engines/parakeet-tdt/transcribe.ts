import type { Engine, EngineOutputs } from '../engine';
import { bool, int16 } from '../tensors/write-tensor';
import type { Transcript, Word } from './transcript';

const LENGTH_BYTES = 4;

const NEVER_CANCELLED = { cancelled: false };

export interface TranscribeOptions {
  /** Samples in each request; by default all of them in one. */
  readonly chunkSamples?: number;
  /** Ask for a text after each chunk, as a rail does while speech runs. */
  readonly hypothesis?: 'running' | 'final';
  readonly sequenceId?: string;
}

function readString(outputs: EngineOutputs, name: string): string {
  return Buffer.from(outputs[name]?.data.subarray(LENGTH_BYTES) ?? []).toString('utf8');
}

export function readTranscript(outputs: EngineOutputs): Transcript {
  const confidence = Buffer.from(outputs['CONFIDENCE']?.data ?? []).readFloatLE(0);
  const words = JSON.parse(readString(outputs, 'WORDS')) as Word[];
  return { text: readString(outputs, 'TEXT'), words, confidence };
}

/**
 * The text that a `parakeet_tdt` engine gives for one utterance of 16 kHz samples, without a server
 * between: what the transcript at the end of the whole path is compared with.
 */
export async function transcribe(
  engine: Engine,
  samples: Int16Array,
  options: TranscribeOptions = {},
): Promise<Transcript> {
  const { chunkSamples = samples.length, hypothesis, sequenceId = 'recording' } = options;
  const chunks = Math.max(1, Math.ceil(samples.length / Math.max(1, chunkSamples)));
  let last: EngineOutputs = {};
  for (let index = 0; index < chunks; index += 1) {
    const end = index === chunks - 1;
    const audio = samples.subarray(index * chunkSamples, (index + 1) * chunkSamples);
    const request = {
      id: `${sequenceId}-${index}`,
      inputs: { AUDIO: int16(audio), DECODE: bool(end || hypothesis !== undefined) },
      parameters: hypothesis === undefined ? {} : { hypothesis },
      sequence: { id: sequenceId, start: index === 0, end },
    };
    await engine.execute(request, (outputs) => (last = outputs), NEVER_CANCELLED);
  }
  return readTranscript(last);
}
