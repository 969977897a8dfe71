import type { ListeningConfig } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';
import type { Utterance } from '@voxrail/speech';
import { loadPausedSpeech, LONG_PAUSES, SHORT_PAUSES } from '@voxrail/speech';

import type { AsrStack } from './testing/asr-stack';
import { startAsrStack } from './testing/asr-stack';
import { ListeningCaller } from './testing/listening-caller';

/** Decisions count samples and not milliseconds: they are the same when audio runs faster. */
const FAST = 6;

const RATE_HZ = 16_000;

/** The ends of some words fade below what the detector takes for a voice. */
const FADES_SAMPLES = RATE_HZ / 4;

/** The real detector and a recognizer that costs nothing: only when speech ends is looked at. */
describe('a pause inside an utterance', () => {
  let stack: AsrStack;

  beforeAll(async () => {
    stack = await startAsrStack({}, { VOXRAIL_MODEL_PARAKEET_TDT: 'synthetic' });
  });

  afterAll(async () => {
    await stack.stop();
  });

  /** Where speech ended, by the detector, of one utterance that is followed by silence. */
  async function endsOf(
    { samples }: Utterance,
    rules: Partial<ListeningConfig> = {},
  ): Promise<number[]> {
    const listener = await new ListeningCaller(stack).open({ speculate: true, ...rules });
    try {
      await listener.speak(samples, FAST);
      await listener.beSilent(1_500, FAST);
      // After a second of silence: nothing of it is still to be decided then.
      await listener.next(FrameKind.ASR_IDLE);
      return listener.of(FrameKind.ASR_SPEECH_ENDED).map(({ endSample }) => endSample);
    } finally {
      await listener.stop();
    }
  }

  it('of 120 to 240 ms is never taken for its end, and candidates of it are thrown away', async () => {
    const utterances = await loadPausedSpeech(10, SHORT_PAUSES);
    const ends = await Promise.all(utterances.map((utterance) => endsOf(utterance)));
    for (const [index, utterance] of utterances.entries()) {
      expect(ends[index]).toHaveLength(1);
      const early = utterance.endOfSpeechSample - (ends[index]?.[0] ?? 0);
      expect(early).toBeLessThan(FADES_SAMPLES);
    }
  });

  it('of 250 to 600 ms is one, where silence alone decides, and none for a longer limit', async () => {
    const utterances = await loadPausedSpeech(6, LONG_PAUSES);
    const impatient = await Promise.all(utterances.map((utterance) => endsOf(utterance)));
    expect(impatient.some((ends) => ends.length > 1)).toBe(true);
    const patient = await Promise.all(
      utterances.map((utterance) => endsOf(utterance, { silenceMs: 900 })),
    );
    for (const ends of patient) expect(ends).toHaveLength(1);
  });
});
