import { FrameKind } from '@voxrail/contracts';

import { SessionBench } from '../testing/session-bench';

describe('an interruption', () => {
  it('reaches the client before anything else happens, then the rails, then the history', async () => {
    const bench = await SessionBench.open();
    bench.answers('tell me a story', 'One two three four five six', 2_700);
    await bench.pass(1_400);
    const interrupts: { from: number; to: number }[] = [];
    bench.bus.subscribe('va.interrupt.*', (data) => {
      const text = new TextDecoder().decode(data.subarray(20));
      interrupts.push(JSON.parse(text) as { from: number; to: number });
    });
    const before = bench.client.log.length;
    bench.speechStarts();
    expect(bench.client.log.slice(before).map((entry) => entry.name)).toEqual([
      'interrupted',
      'agent_state',
      'agent_text',
      'turn_metrics',
      'user_speech',
    ]);
    expect(bench.client.last('interrupted')).toEqual({ turn: 1, played_ms: 1_400 });
    expect(interrupts).toEqual([
      expect.objectContaining({
        from: bench.order('llm', FrameKind.LLM_START),
        to: bench.order('tts', FrameKind.TTS_START),
      }),
    ]);
    expect(bench.client.last('agent_text')).toMatchObject({ heard: 'One two three' });
    expect(bench.client.last('turn_metrics')).toMatchObject({ turn: 1, interrupted: true });
  });

  it('leaves in the next prompt what was heard, marked as interrupted', async () => {
    const bench = await SessionBench.open();
    bench.answers('tell me a story', 'One two three four five six', 2_700);
    await bench.pass(1_400);
    bench.hears('stop');
    expect(bench.llm.lastPayload(FrameKind.LLM_START).messages).toEqual([
      { role: 'user', content: 'tell me a story' },
      { role: 'assistant', content: 'One two three', interrupted: true },
      { role: 'user', content: 'stop' },
    ]);
  });

  it('lets no audio of the turn through afterwards, however late it comes', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.generates('Hi.');
    const dead = bench.order('tts', FrameKind.TTS_START);
    bench.speaks(500);
    bench.speechStarts();
    const sent = bench.client.audio.length;
    bench.speaks(500, dead);
    bench.generates('More.');
    await bench.pass(2_000);
    expect(bench.client.audio).toHaveLength(sent);
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
  });

  it('before the first audio is one too, with nothing played', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.speechStarts();
    expect(bench.client.last('interrupted')).toEqual({ turn: 1, played_ms: 0 });
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
    bench.speechEnds();
    bench.final('are you there');
    expect(bench.llm.lastPayload(FrameKind.LLM_START).messages).toEqual([
      { role: 'user', content: 'hello' },
      { role: 'user', content: 'are you there' },
    ]);
  });

  it('cuts off what is still to be heard when all of it has been generated, and even sent', async () => {
    const bench = await SessionBench.open();
    bench.answers('hello', 'Good day to you all.', 900);
    await bench.pass(800);
    expect(bench.client.all('audio_end')).toHaveLength(1);
    bench.speechStarts();
    expect(bench.client.last('interrupted')).toEqual({ turn: 1, played_ms: 800 });
    expect(bench.client.last('turn_metrics')).toMatchObject({ interrupted: true });
  });

  it('loses nothing of what the person had said', async () => {
    const bench = await SessionBench.open();
    bench.hears('book a table for two');
    bench.session.control('cancel');
    bench.hears('for three');
    expect(bench.llm.lastPayload(FrameKind.LLM_START).messages).toEqual([
      { role: 'user', content: 'book a table for two' },
      { role: 'user', content: 'for three' },
    ]);
  });

  it('does not happen to a turn that is over', async () => {
    const bench = await SessionBench.open();
    bench.answers('hello', 'Hi.', 300);
    await bench.pass(1_000);
    bench.speechStarts();
    expect(bench.client.all('interrupted')).toHaveLength(0);
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
  });

  it('waits for the end of the answer when the session does not allow it', async () => {
    const bench = await SessionBench.open({ interruption: { mode: 'off' } });
    bench.answers('hello', 'A long answer.', 1_000);
    await bench.pass(300);
    bench.hears('and then');
    expect(bench.client.all('interrupted')).toHaveLength(0);
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(1);
    await bench.pass(1_000);
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(2);
    expect(bench.llm.lastPayload(FrameKind.LLM_START).messages.at(-1)).toEqual({
      role: 'user',
      content: 'and then',
    });
  });

  it('by typing is the same as by speech', async () => {
    const bench = await SessionBench.open();
    bench.answers('tell me a story', 'One two three four five six', 2_700);
    await bench.pass(1_400);
    bench.session.type('stop');
    bench.bus.deliver();
    expect(bench.client.last('interrupted')).toEqual({ turn: 1, played_ms: 1_400 });
    expect(bench.client.last('transcript')).toMatchObject({ text: 'stop', turn: 2 });
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(2);
  });

  it('by `cancel` leaves the session listening', async () => {
    const bench = await SessionBench.open();
    bench.answers('tell me a story', 'One two three', 2_000);
    await bench.pass(500);
    bench.session.control('cancel');
    expect(bench.client.last('interrupted')).toEqual({ turn: 1, played_ms: 500 });
    bench.session.control('cancel');
    expect(bench.client.all('interrupted')).toHaveLength(1);
    bench.hears('hello');
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(2);
  });

  it('believes the client about what it has played', async () => {
    const bench = await SessionBench.open();
    bench.answers('tell me a story', 'One two three four five six', 2_700);
    await bench.pass(1_000);
    bench.session.reportPlayback(1, 600);
    bench.speechStarts();
    expect(bench.client.last('interrupted').played_ms).toBe(600);
    expect(bench.client.last('agent_text')).toMatchObject({ heard: 'One' });
  });
});
