import type { Engine, EngineOutputs, EngineRequest } from '../../engine';
import { floatsOf, int32Of, requestOf, runEngine } from '../../testing/run-engine';
import { text } from '../../tensors/write-tensor';
import { createEngine } from './espeak-engine';
import { LANGUAGE_NAMES, VOICE_NAMES } from './voices';

const SENTENCE = 'Good morning, how can I help you today?';

function speech(said: string, voice = 'default', language = 'en'): EngineRequest {
  return requestOf({ TEXT: text(said), VOICE: text(voice), LANGUAGE: text(language) });
}

function samplesOf(responses: readonly EngineOutputs[]): number[] {
  return responses.flatMap((outputs) => floatsOf(outputs, 'AUDIO'));
}

function loudest(samples: readonly number[]): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

describe('eSpeak engine', () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await createEngine({ defaultVoice: 'male' });
  });

  afterAll(async () => {
    await engine.close();
  });

  it('speaks a sentence at 22.05 kHz, in chunks, at a natural length and loudness', async () => {
    const responses = await runEngine(engine, speech(SENTENCE));
    const samples = samplesOf(responses);
    expect(responses.length).toBeGreaterThan(5);
    expect(responses.every((outputs) => int32Of(outputs, 'SAMPLE_RATE') === 22_050)).toBe(true);
    expect(samples.length / 22_050).toBeGreaterThan(1.5);
    expect(samples.length / 22_050).toBeLessThan(4);
    expect(loudest(samples)).toBeGreaterThan(0.2);
    expect(loudest(samples)).toBeLessThanOrEqual(1);
  });

  it('is audible within 60 ms of the start of its audio', async () => {
    const samples = samplesOf(await runEngine(engine, speech(SENTENCE)));
    expect(samples.findIndex((sample) => Math.abs(sample) > 0.01) / 22.05).toBeLessThan(60);
  });

  it('stops within a chunk of being cancelled', async () => {
    const cancellation = { cancelled: false };
    const responses: EngineOutputs[] = [];
    await engine.execute(
      speech(SENTENCE.repeat(10)),
      (outputs) => {
        responses.push(outputs);
        cancellation.cancelled = true;
      },
      cancellation,
    );
    expect(responses).toHaveLength(1);
    expect(samplesOf(await runEngine(engine, speech('Yes.'))).length).toBeGreaterThan(5_000);
  });

  it.each(['', '   ', '\u0000\u0001\n'])('gives no audio for %j', async (said) => {
    expect(await runEngine(engine, speech(said))).toHaveLength(0);
  });

  it('says the same after text with control characters as before', async () => {
    const before = samplesOf(await runEngine(engine, speech('One two three.')));
    await runEngine(engine, speech('\u00015S fast \u000190P high'));
    const after = samplesOf(await runEngine(engine, speech('One two three.')));
    expect(Math.abs(after.length - before.length) / before.length).toBeLessThan(0.2);
  });

  it.each([
    ['voice', speech(SENTENCE, 'nobody')],
    ['language', speech(SENTENCE, 'default', 'xx')],
    ['voice', speech(SENTENCE, 'constructor')],
  ])('refuses an unknown %s by name', async (what, request) => {
    await expect(runEngine(engine, request)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(`unknown ${what}`) as string,
    });
  });

  it('refuses a text longer than any segment', async () => {
    const request = speech('word '.repeat(1_000));
    await expect(runEngine(engine, request)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('has every voice and language that it names', async () => {
    for (const voice of VOICE_NAMES) {
      expect(samplesOf(await runEngine(engine, speech('No.', voice))).length).toBeGreaterThan(0);
    }
    for (const language of LANGUAGE_NAMES) {
      const responses = await runEngine(engine, speech('No.', 'default', language));
      expect(samplesOf(responses).length).toBeGreaterThan(0);
    }
  });

  it('keeps its state apart from that of another engine in the same process', async () => {
    const other = await createEngine({ defaultVoice: 'female' });
    let inside: EngineOutputs[] = [];
    const outside: EngineOutputs[] = [];
    const running = engine.execute(
      speech(SENTENCE),
      (outputs) => {
        outside.push(outputs);
        // In the middle of the other's synthesis: with one shared state this would break both.
        if (outside.length === 2)
          void other.execute(speech('Yes.'), (o) => (inside = [...inside, o]), {
            cancelled: false,
          });
      },
      { cancelled: false },
    );
    await running;
    await other.close();
    expect(samplesOf(inside).length).toBeGreaterThan(5_000);
    expect(samplesOf(outside).length / 22_050).toBeGreaterThan(1.5);
  });
});
