import { FrameKind, RAIL_NAMES } from '@voxrail/contracts';

import { SessionBench } from './testing/session-bench';

async function loseWorkers(bench: SessionBench): Promise<void> {
  bench.loses(...RAIL_NAMES);
  await bench.pass(600);
}

describe('losing workers', () => {
  it('in the middle of an utterance plays it again to another one, under the same number', async () => {
    const bench = await SessionBench.open();
    await bench.feed(1_000);
    bench.speechStarts();
    await bench.feed(400);
    const lost = bench.listening;
    await loseWorkers(bench);
    expect(bench.listening).toBeGreaterThan(lost);
    expect(bench.asr.lastPayload(FrameKind.ASR_START)).toMatchObject({
      firstSample: 16_000 - 4_800,
      firstUtterance: 0,
    });
    const replayed = bench.asr
      .of(FrameKind.ASR_AUDIO)
      .filter((frame) => frame.order === bench.listening);
    const samples = replayed.reduce((sum, frame) => sum + frame.payload.byteLength / 2, 0);
    expect(replayed[0]?.offset).toBe(16_000 - 4_800);
    expect(samples).toBe(400 * 16 + 4_800);
  });

  it('in the middle of an utterance begins no second one', async () => {
    const bench = await SessionBench.open();
    bench.speechStarts();
    await loseWorkers(bench);
    bench.asr.send(FrameKind.ASR_SPEECH_STARTED, bench.listening, {
      utterance: 0,
      atMs: 0,
      startSample: 0,
      prerollSample: 0,
    });
    bench.bus.deliver();
    bench.speechEnds(0);
    bench.final('hello', 0);
    expect(bench.client.all('user_speech')).toEqual([{ speaking: true }, { speaking: false }]);
    expect(bench.client.last('transcript')).toMatchObject({ text: 'hello', turn: 1 });
  });

  it('hears nothing of an utterance again that is over', async () => {
    const bench = await SessionBench.open();
    await bench.feed(1_000);
    bench.speechStarts();
    await bench.feed(1_000);
    bench.speechEnds();
    bench.final('hello');
    await loseWorkers(bench);
    // The end of speech, 300 ms before the last sample.
    expect(bench.asr.lastPayload(FrameKind.ASR_START).firstSample).toBe(32_000 - 4_800);
  });

  it('in the middle of a generation goes on after the last character received', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.generates('One two ');
    const lost = bench.order('llm', FrameKind.LLM_START);
    await loseWorkers(bench);
    expect(bench.order('llm', FrameKind.LLM_START)).toBeGreaterThan(lost);
    expect(bench.llm.lastPayload(FrameKind.LLM_START).continueAfter).toBe('One two ');
  });

  it('in the middle of a speech goes on with the words that were not spoken yet', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.generates('One two three four');
    bench.generated();
    bench.aligns(18, 1_800);
    bench.speaks(800);
    await loseWorkers(bench);
    expect(bench.tts.lastPayload(FrameKind.TTS_TEXT)).toEqual({ text: ' three four' });
    expect(bench.tts.last(FrameKind.TTS_TEXT_END).offset).toBe(11);
    bench.speaks(1_000);
    bench.spoken();
    await bench.pass(2_000);
    expect(bench.client.last('audio_end').duration_ms).toBe(1_800);
    expect(bench.client.last('agent_text')).toMatchObject({ heard: 'One two three four' });
    expect(bench.client.all('error')).toHaveLength(0);
  });

  it('that had spoken all but said so of a speech only asks another one for its end', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.generates('One two.');
    bench.generated();
    bench.aligns(8, 500);
    bench.speaks(500);
    await loseWorkers(bench);
    const order = bench.order('tts', FrameKind.TTS_START);
    expect(bench.tts.of(FrameKind.TTS_TEXT).filter((frame) => frame.order === order)).toEqual([]);
    expect(bench.tts.last(FrameKind.TTS_TEXT_END)).toMatchObject({ order, offset: 0 });
    bench.spoken();
    expect(bench.client.last('audio_end').duration_ms).toBe(500);
    expect(bench.client.last('agent_text')).toMatchObject({ heard: 'One two.' });
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
  });

  it('orders from the worker that took over, by its name, so that a thawed one stays out of it', async () => {
    const bench = await SessionBench.open();
    const first = bench.asr.lastPayload(FrameKind.ASR_START).worker;
    await loseWorkers(bench);
    const second = bench.asr.lastPayload(FrameKind.ASR_START).worker;
    expect(first).toMatch(/^asr-/);
    expect(second).toMatch(/^asr-/);
    expect(second).not.toBe(first);
    bench.hears('hello');
    expect(bench.llm.lastPayload(FrameKind.LLM_START).worker).toMatch(/^llm-/);
    bench.generates('One.');
    expect(bench.tts.lastPayload(FrameKind.TTS_START).worker).toMatch(/^tts-/);
  });

  it('between turns is not noticed by the client', async () => {
    const bench = await SessionBench.open();
    await loseWorkers(bench);
    bench.answers('hello', 'Hi.', 300);
    await bench.pass(1_000);
    expect(bench.client.all('error')).toHaveLength(0);
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
  });

  it('that only went silent is noticed after two renewals', async () => {
    const bench = await SessionBench.open();
    const before = bench.listening;
    bench.workers.lost.set(bench.workers.worker('asr'), 'timeout');
    await bench.pass(600);
    expect(bench.listening).toBe(before);
    await bench.pass(500);
    expect(bench.listening).toBeGreaterThan(before);
  });

  it('moves the session away from a worker that drains, after it has let go', async () => {
    const bench = await SessionBench.open();
    const draining = bench.workers.worker('llm');
    bench.workers.draining.add(draining);
    await bench.pass(600);
    const moves = bench.workers.requests.filter(
      (subject) => subject.endsWith('release') || subject === 'va.llm.claim',
    );
    expect(moves).toEqual(['va.llm.claim', `va.w.${draining}.release`, 'va.llm.claim']);
    expect(bench.client.all('error')).toHaveLength(0);
  });
});
