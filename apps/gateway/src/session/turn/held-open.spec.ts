import { FrameKind } from '@voxrail/contracts';

import { SessionBench } from '../testing/session-bench';

/** A session in which somebody has said `text` and fallen silent. */
async function said(text: string, config = {}): Promise<SessionBench> {
  const bench = await SessionBench.open(config);
  bench.hears(text);
  return bench;
}

function answered(bench: SessionBench): number {
  return bench.llm.of(FrameKind.LLM_START).length;
}

describe('a turn whose words say that more will come', () => {
  it('is held open, and what is said next belongs to it', async () => {
    const bench = await said('I would like a table for');
    expect(answered(bench)).toBe(0);
    await bench.pass(500);
    bench.hears('four people');
    expect(answered(bench)).toBe(1);
    expect(bench.llm.lastPayload(FrameKind.LLM_START).messages).toEqual([
      { role: 'user', content: 'I would like a table for four people' },
    ]);
    expect(bench.client.all('transcript').map(({ turn }) => turn)).toEqual([1, 1]);
  });

  it('is answered all the same when silence lasts', async () => {
    const bench = await said('I would like a table and');
    bench.idles();
    expect(answered(bench)).toBe(1);
  });

  it('is answered after idle_ms also when nobody says that silence has lasted', async () => {
    const bench = await said('I would like a table and', { turn_detection: { idle_ms: 700 } });
    await bench.pass(690);
    expect(answered(bench)).toBe(0);
    await bench.pass(20);
    expect(answered(bench)).toBe(1);
  });

  it('is held for a shorter time where the words are less certain', async () => {
    const bench = await said('my number is five five five');
    await bench.pass(490);
    expect(answered(bench)).toBe(0);
    await bench.pass(20);
    expect(answered(bench)).toBe(1);
  });

  it('is answered at once when the person says that it is all', async () => {
    const bench = await SessionBench.open();
    bench.speechStarts();
    bench.session.control('commit');
    bench.speechEnds();
    bench.final('I would like a table and');
    expect(answered(bench)).toBe(1);
  });

  it('is answered at once where this is switched off, in push to talk, and in other languages', async () => {
    const text = 'I would like a table and';
    expect(answered(await said(text, { turn_detection: { semantic: false } }))).toBe(1);
    expect(answered(await said(text, { turn_detection: { mode: 'manual' } }))).toBe(1);
    expect(answered(await said(text, { language: 'de' }))).toBe(1);
  });

  it('counts the wait as waiting, and not as the work of a model', async () => {
    const bench = await SessionBench.open();
    await bench.feed(400);
    bench.speechStarts();
    await bench.feed(700);
    bench.speechEnds();
    bench.final('I would like a table and');
    await bench.pass(1_000);
    bench.generates('For how many?');
    bench.generated();
    bench.speaks(200);
    bench.spoken();
    await bench.pass(500);
    const metrics = bench.client.last('turn_metrics');
    expect(metrics.endpointing_ms).toBeGreaterThanOrEqual(1_000);
    expect(metrics.llm_ttft_ms).toBeLessThan(100);
  });
});
