import { VirtualClock } from '@voxrail/clock';
import fc from 'fast-check';

import { recording } from '../../testing/recordings';
import { requestOf, runEngine } from '../../testing/run-engine';
import { bool, int16 } from '../../tensors/write-tensor';
import { readTranscript, transcribe } from '../transcribe';
import { SyntheticRecognitionEngine } from './synthetic-engine';

const AT_ONCE = { finalMs: 0, runningMs: 0, wordMs: 300, failEvery: 0 };

describe('SyntheticRecognitionEngine', () => {
  const engine = new SyntheticRecognitionEngine(AT_ONCE, new VirtualClock());

  it('makes a word of each 300 ms of voiced sound, with its time', async () => {
    const { words, text } = await transcribe(engine, recording('something'));
    expect(words.length).toBeGreaterThan(2);
    expect(words.length).toBeLessThan(9);
    expect(text).toBe(words.map(({ word }) => word).join(' '));
    expect(words[0]?.start).toBeGreaterThan(0.3);
    for (const [index, { start, end }] of words.entries()) {
      expect(end).toBeGreaterThan(start);
      expect(start).toBeGreaterThanOrEqual(words[index - 1]?.end ?? 0);
    }
  });

  it('gives the same for the same samples whatever the chunks', async () => {
    const samples = recording('goForward');
    const whole = await transcribe(engine, samples);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 100, max: 9_000 }), async (chunkSamples) => {
        expect(await transcribe(engine, samples, { chunkSamples })).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  it('guesses its last word from what it has, and may be wrong', async () => {
    const samples = recording('youngMan');
    const whole = await transcribe(engine, samples);
    let grew = 0;
    let changed = 0;
    for (let end = 4_000; end < samples.length; end += 1_600) {
      const { words } = await transcribe(engine, samples.subarray(0, end));
      const same = words.filter(({ word }, index) => word === whole.words[index]?.word).length;
      if (same === words.length) grew += 1;
      else changed += 1;
      expect(same).toBeGreaterThanOrEqual(words.length - 1);
    }
    expect(grew).toBeGreaterThan(0);
    expect(changed).toBeGreaterThan(0);
  });

  it('hears nothing in silence', async () => {
    expect((await transcribe(engine, new Int16Array(48_000))).text).toBe('');
  });

  it('keeps many utterances apart', async () => {
    const names = ['goForward', 'something', 'youngMan'] as const;
    const alone = await Promise.all(names.map((name) => transcribe(engine, recording(name))));
    const together = await Promise.all(
      names.map((name) =>
        transcribe(engine, recording(name), { chunkSamples: 800, sequenceId: name }),
      ),
    );
    expect(together).toEqual(alone);
  });

  it('takes its time to decode, less for a running text, without blocking', async () => {
    const clock = new VirtualClock();
    const slow = new SyntheticRecognitionEngine({ ...AT_ONCE, finalMs: 80, runningMs: 20 }, clock);
    const finishedMs: Record<string, number> = {};
    const decode = (id: string, hypothesis: 'running' | 'final'): Promise<void> =>
      slow.execute(
        requestOf(
          { AUDIO: int16(new Int16Array(160)), DECODE: bool(true) },
          { parameters: { hypothesis }, sequence: { id, start: true, end: false } },
        ),
        () => (finishedMs[id] = clock.nowMs()),
        { cancelled: false },
      );
    const both = Promise.all([decode('long', 'final'), decode('short', 'running')]);
    await clock.advanceAsync(100);
    await both;
    expect(finishedMs).toEqual({ long: 80, short: 20 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('fails as often as it is set to', async () => {
    const failing = new SyntheticRecognitionEngine(
      { ...AT_ONCE, failEvery: 2 },
      new VirtualClock(),
    );
    await transcribe(failing, recording('something'));
    await expect(transcribe(failing, recording('something'))).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    expect((await transcribe(failing, recording('something'))).text).not.toBe('');
  });

  it('refuses an utterance that grows beyond five minutes', async () => {
    const chunk = { chunkSamples: 1_600_000 };
    await expect(transcribe(engine, new Int16Array(4_700_000), chunk)).resolves.toBeDefined();
    await expect(transcribe(engine, new Int16Array(4_900_000), chunk)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('refuses an utterance without START, and after a drop', async () => {
    const next = (start: boolean) =>
      runEngine(
        engine,
        requestOf(
          { AUDIO: int16(new Int16Array(0)), DECODE: bool(true) },
          { sequence: { id: 'lost', start, end: false } },
        ),
      );
    await expect(next(false)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(readTranscript((await next(true))[0] ?? {}).text).toBe('');
    engine.dropSequence('lost');
    await expect(next(false)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
