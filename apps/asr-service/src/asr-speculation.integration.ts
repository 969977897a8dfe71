import type { AsrCandidate, AsrFinal, AsrSpeechStarted, ListeningConfig } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';
import type { Utterance } from '@voxrail/speech';
import { loadRecordings } from '@voxrail/speech';
import { until } from '@voxrail/testing';

import { WINDOW_SAMPLES } from './stream/audio-window';
import type { AsrStack } from './testing/asr-stack';
import { startAsrStack } from './testing/asr-stack';
import { ListeningCaller } from './testing/listening-caller';
import { recognizedDirectly } from './testing/recognized-directly';

/** Where nothing is measured, audio runs this much faster than it was spoken. */
const FAST = 6;

/** 64 ms, the default of `speculate_after_ms`. */
const TAIL_SAMPLES = 2 * WINDOW_SAMPLES;

const LEAD = new Int16Array(8_000);
const TRAIL = new Int16Array(16_000);

interface Heard {
  readonly starts: AsrSpeechStarted[];
  readonly finals: AsrFinal[];
}

async function allFinals(listener: ListeningCaller): Promise<Heard> {
  return until(() => {
    const starts = listener.of(FrameKind.ASR_SPEECH_STARTED);
    const finals = listener.of(FrameKind.ASR_FINAL);
    return finals.length === starts.length && starts.length > 0 ? { starts, finals } : undefined;
  }, 10_000);
}

/** The candidate that holds: after it there was no voice. */
function candidateOf(listener: ListeningCaller, final: AsrFinal): AsrCandidate | undefined {
  return listener
    .of(FrameKind.ASR_CANDIDATE)
    .filter(({ utterance }) => utterance === final.utterance)
    .find(({ endSample }) => endSample === final.endSample);
}

describe.each([
  ['PocketSphinx', 'embedded'],
  ['the synthetic recognizer', 'synthetic'],
])('asr-service with speculation and %s', (_, engine) => {
  let stack: AsrStack;
  let recordings: Utterance[];
  let listener: ListeningCaller;

  beforeAll(async () => {
    [stack, recordings] = await Promise.all([
      startAsrStack({}, { VOXRAIL_MODEL_PARAKEET_TDT: engine }),
      loadRecordings(),
    ]);
  });

  async function open(rules: Partial<ListeningConfig> = {}): Promise<void> {
    listener = await new ListeningCaller(stack).open({ speculate: true, ...rules });
  }

  afterEach(async () => {
    await listener.stop();
  });

  afterAll(async () => {
    await stack.stop();
  });

  function samplesOf(name: string): Int16Array {
    const found = recordings.find((utterance) => utterance.name === name);
    if (found === undefined) throw new Error(`no recording ${name}`);
    return found.samples;
  }

  it('knows the final before the end of speech is decided', async () => {
    // Long enough for a busy machine to finish the candidate before the end is decided.
    await open({ silenceMs: 900 });
    await listener.speak(
      Int16Array.from([...LEAD, ...samplesOf('goforward'), ...TRAIL, ...TRAIL]),
      1,
    );
    const { finals } = await allFinals(listener);
    for (const final of finals) {
      const candidate = candidateOf(listener, final);
      expect(final.text).not.toBe('');
      expect(candidate).toMatchObject({ text: final.text, confidence: final.confidence });
      expect(candidate?.words).toEqual(final.words);
      expect(final.decodeMs).toBe(0);
    }
    const pausing = listener.of(FrameKind.ASR_PARTIAL).filter((partial) => partial.pausing);
    expect(pausing.at(-1)?.text).not.toBe('');
    expect(pausing.at(-1)?.endSample).toBeGreaterThanOrEqual(
      (finals.at(-1)?.endSample ?? 0) - 2_560,
    );
  });

  it('recognizes what the engine recognizes when it is given the same samples directly', async () => {
    await open();
    const audio = recordings.flatMap(({ samples }) => [LEAD, samples, TRAIL]);
    const whole = Int16Array.from(audio.flatMap((part) => [...part]));
    await listener.speak(whole, FAST);
    const { starts, finals } = await allFinals(listener);
    for (const final of finals) {
      const start = starts.find(({ utterance }) => utterance === final.utterance);
      const range = whole.subarray(start?.prerollSample, final.endSample + TAIL_SAMPLES);
      expect(final.text).toBe(await recognizedDirectly(stack.inference, range));
      const candidate = candidateOf(listener, final);
      if (candidate !== undefined) expect(candidate.text).toBe(final.text);
    }
    expect(listener.of(FrameKind.ASR_FAILED)).toEqual([]);
  }, 120_000);

  it('loses nothing of an utterance that goes on after its candidate', async () => {
    const words = samplesOf('goforward');
    // Long enough for a busy machine to finish the candidate before the utterance goes on.
    const pause = new Int16Array(12_800);
    const whole = Int16Array.from([...LEAD, ...words, ...pause, ...words, ...TRAIL, ...TRAIL]);
    await open({ silenceMs: 1_500 });
    await listener.speak(whole, 1);
    const { starts, finals } = await allFinals(listener);
    expect(finals).toHaveLength(1);
    const [start] = starts;
    const [final] = finals;
    const range = whole.subarray(start?.prerollSample, (final?.endSample ?? 0) + TAIL_SAMPLES);
    expect(final?.text).toBe(await recognizedDirectly(stack.inference, range));
    const candidates = listener.of(FrameKind.ASR_CANDIDATE);
    expect(candidates.length).toBeGreaterThanOrEqual(2);
    expect(candidates.at(-1)?.text).toBe(final?.text);
    expect(candidates[0]?.text).not.toBe(final?.text);
  });
});
