import { VirtualClock } from '@voxrail/clock';

import type { EngineOutputs } from '../../engine';
import { NEVER_CANCELLED, floatsOf, int32Of, requestOf, runEngine } from '../../testing/run-engine';
import { text } from '../../tensors/write-tensor';
import type { SyntheticSpeechOptions } from './synthetic-engine';
import { SyntheticSpeechEngine } from './synthetic-engine';

const AT_ONCE: SyntheticSpeechOptions = {
  firstAudioMs: 0,
  speed: 0,
  msPerCharacter: 60,
  sampleRateHz: 24_000,
  failEvery: 0,
  failAfterMs: 0,
};

const REQUEST = requestOf({
  TEXT: text('twenty characters ..'),
  VOICE: text('default'),
  LANGUAGE: text('en'),
});

describe('SyntheticSpeechEngine', () => {
  it('gives a tone whose length its text fixes, at the rate asked for', async () => {
    const engine = new SyntheticSpeechEngine(AT_ONCE, new VirtualClock());
    const responses = await runEngine(engine, REQUEST);
    const samples = responses.flatMap((outputs) => floatsOf(outputs, 'AUDIO'));
    expect(samples).toHaveLength(1.2 * 24_000);
    expect(int32Of(responses[0], 'SAMPLE_RATE')).toBe(24_000);
    expect(Math.max(...samples)).toBeGreaterThan(0.2);
  });

  it('has no steps where its chunks meet', async () => {
    const engine = new SyntheticSpeechEngine(AT_ONCE, new VirtualClock());
    const responses = await runEngine(engine, REQUEST);
    const samples = responses.flatMap((outputs) => floatsOf(outputs, 'AUDIO'));
    const steps = samples.slice(1).map((sample, index) => Math.abs(sample - (samples[index] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(0.03);
  });

  it('begins after its first delay and goes on at its speed', async () => {
    const clock = new VirtualClock();
    const engine = new SyntheticSpeechEngine({ ...AT_ONCE, firstAudioMs: 200, speed: 2 }, clock);
    const arrivalsMs: number[] = [];
    const done = engine.execute(REQUEST, () => arrivalsMs.push(clock.nowMs()), {
      cancelled: false,
    });
    await clock.advanceAsync(1_000);
    await done;
    expect(arrivalsMs.slice(0, 3)).toEqual([200, 250, 300]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('fails as often and as late as it is set to', async () => {
    const options = { ...AT_ONCE, failEvery: 2, failAfterMs: 300 };
    const engine = new SyntheticSpeechEngine(options, new VirtualClock());
    expect(await runEngine(engine, REQUEST)).toHaveLength(12);
    const responses: EngineOutputs[] = [];
    const second = engine.execute(REQUEST, (outputs) => responses.push(outputs), NEVER_CANCELLED);
    await expect(second).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(responses).toHaveLength(3);
    expect(await runEngine(engine, REQUEST)).toHaveLength(12);
  });

  it('ends within 5 ms of being cancelled, leaving no timer', async () => {
    const clock = new VirtualClock();
    const engine = new SyntheticSpeechEngine({ ...AT_ONCE, firstAudioMs: 10_000 }, clock);
    const cancellation = { cancelled: false };
    const responses: EngineOutputs[] = [];
    const done = engine.execute(REQUEST, (outputs) => responses.push(outputs), cancellation);
    await clock.advanceAsync(50);
    cancellation.cancelled = true;
    await clock.advanceAsync(5);
    await done;
    expect(responses).toHaveLength(0);
    expect(clock.pendingTimers).toBe(0);
  });
});
