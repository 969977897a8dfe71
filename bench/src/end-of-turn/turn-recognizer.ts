import type { Clock } from '@voxrail/clock';
import type { InferenceClient } from '@voxrail/inference';
import { boolTensor, int16Tensor, readBytes } from '@voxrail/inference';
import type { PausedTurn, SpokenTurn } from '@voxrail/speech';

import type { HeardTurn } from './heard-turn';

const SAMPLES_PER_MS = 16;

/** What a rail sends from before speech, and the silence after which it asks for the text. */
const BEFORE_SPEECH_MS = 300;
const SILENCE_MS = 300;

const DEADLINE_MS = 30_000;

/** Hears turns with the recognizer of a model server, asking for the text where the rail would. */
export class TurnRecognizer {
  private turns = 0;

  public constructor(
    private readonly client: InferenceClient,
    private readonly clock: Clock,
  ) {}

  /** @param turn what is spoken, for the lengths of its pauses */
  public async hear(spoken: SpokenTurn, turn: PausedTurn): Promise<HeardTurn> {
    const before = BEFORE_SPEECH_MS * SAMPLES_PER_MS;
    const silence = SILENCE_MS * SAMPLES_PER_MS;
    const audio = new Int16Array(before + spoken.samples.length + silence);
    audio.set(spoken.samples, before);
    const texts = await this.recognize(
      audio,
      spoken.speechEndSamples.map((sample) => before + sample + silence),
    );
    return {
      pauses: turn.pausesMs.map((pauseMs, index) => ({ text: texts[index] ?? '', pauseMs })),
      text: texts.at(-1) ?? '',
    };
  }

  /** The text of one utterance at each of the samples, of which the last is its end. */
  private async recognize(audio: Int16Array, at: readonly number[]): Promise<string[]> {
    this.turns += 1;
    const stream = this.client.openRequestStream(this.clock);
    const texts: string[] = [];
    let from = 0;
    try {
      for (const [index, to] of at.entries()) {
        const sequence = {
          id: `turn-${this.turns}`,
          start: index === 0,
          end: index === at.length - 1,
        };
        const inputs = [
          int16Tensor('AUDIO', audio.subarray(from, to)),
          boolTensor('DECODE', [true]),
        ];
        const result = await stream.infer({ model: 'parakeet_tdt', inputs, sequence }, DEADLINE_MS);
        texts.push((readBytes(result, 'TEXT')[0] ?? '').trim());
        from = to;
      }
    } finally {
      stream.end();
    }
    return texts;
  }
}
