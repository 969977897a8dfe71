import { FrameKind } from '@voxrail/contracts';

import { SessionBench } from '../testing/session-bench';

describe('a turn', () => {
  it('goes from speech to the end of playback in the order of the protocol', async () => {
    const bench = await SessionBench.open();
    bench.hears('what time is it');
    bench.generates('It is ', 'noon.');
    await bench.pass(20);
    bench.generated();
    bench.aligns(11, 600);
    bench.speaks(600);
    bench.spoken();
    await bench.pass(2_000);
    expect(bench.client.story).toEqual([
      'connected 0',
      'user_speech',
      'transcript 1',
      'agent_state',
      'agent_text 1',
      'audio 1',
      'agent_state',
      'audio 1',
      'audio_end 1',
      'agent_state',
      'agent_text 1',
      'turn_metrics 1',
    ]);
    expect(bench.client.last('agent_text')).toEqual({
      turn: 1,
      text: 'It is noon.',
      heard: 'It is noon.',
      is_final: true,
    });
    expect(bench.client.last('audio_end')).toEqual({ turn: 1, duration_ms: 600 });
    expect(bench.client.last('agent_state')).toEqual({ speaking: false, processing: false });
  });

  it('prepares the rails when speech starts and uses the orders it announced', async () => {
    const bench = await SessionBench.open();
    bench.speechStarts();
    const prepared = [
      bench.order('llm', FrameKind.LLM_PREPARE),
      bench.order('tts', FrameKind.TTS_PREPARE),
    ];
    bench.speechEnds();
    bench.final('hello');
    bench.generates('Hi.');
    expect([
      bench.order('llm', FrameKind.LLM_START),
      bench.order('tts', FrameKind.TTS_START),
    ]).toEqual(prepared);
  });

  it('hands a delta to speech and audio to the client in the call that brings it', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.generates('Hi.');
    expect(bench.tts.lastPayload(FrameKind.TTS_TEXT)).toEqual({ text: 'Hi.' });
    bench.speaks(100);
    expect(bench.client.audio).toEqual([{ turn: 1, offset_ms: 0, samples: 2_205 }]);
  });

  it('sends the client the text of one read from the broker as one message', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.generates('One ', 'two ');
    await bench.pass(20);
    bench.generates('three.');
    bench.generated();
    await bench.pass(20);
    expect(bench.client.all('agent_text')).toEqual([
      { turn: 1, delta: 'One two ' },
      { turn: 1, delta: 'three.' },
    ]);
  });

  it('gives the position of each text in characters and its total at the end', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.generates('One ', 'two ', 'three.');
    bench.generated();
    expect(bench.tts.of(FrameKind.TTS_TEXT).map((frame) => frame.offset)).toEqual([0, 4, 8]);
    expect(bench.tts.last(FrameKind.TTS_TEXT_END).offset).toBe(14);
  });

  it('ends without an answer, and without metrics, when nothing was recognized', async () => {
    const bench = await SessionBench.open();
    bench.hears('  ');
    await bench.pass(20_000);
    expect(bench.client.story.slice(1)).toEqual(['user_speech', 'transcript 1']);
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(0);
    expect(bench.client.all('agent_state')).toHaveLength(0);
  });

  it('gives prepared orders back when they are not used', async () => {
    const bench = await SessionBench.open();
    const dead: number[] = [];
    bench.bus.subscribe('va.interrupt.*', (data) => {
      dead.push(new DataView(data.buffer, data.byteOffset).getUint32(4, true));
    });
    bench.hears('');
    expect(dead).toEqual([
      bench.order('llm', FrameKind.LLM_PREPARE),
      bench.order('tts', FrameKind.TTS_PREPARE),
    ]);
  });

  it('takes speech that goes on before the final for the same message', async () => {
    const bench = await SessionBench.open();
    const first = bench.speechStarts();
    bench.speechEnds(first);
    const second = bench.speechStarts();
    bench.final('my name is', first);
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(0);
    bench.speechEnds(second);
    bench.final('Peter', second);
    const { messages } = bench.llm.lastPayload(FrameKind.LLM_START);
    expect(messages).toEqual([{ role: 'user', content: 'my name is Peter' }]);
    expect(bench.client.last('agent_state').processing).toBe(true);
    expect(bench.client.last('transcript').turn).toBe(1);
  });

  it('commits once, however often a final comes', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.final('hello');
    bench.final('hello again');
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(1);
    expect(bench.client.all('transcript')).toHaveLength(1);
  });

  it('gives up on a final that does not come within 10 s', async () => {
    const bench = await SessionBench.open();
    bench.speechStarts();
    bench.speechEnds();
    await bench.pass(9_900);
    expect(bench.client.all('error')).toHaveLength(0);
    await bench.pass(200);
    expect(bench.client.last('error')).toMatchObject({ code: 'asr_failed', turn: 1 });
    bench.hears('hello');
    expect(bench.client.last('transcript').turn).toBe(2);
  });

  it('gives up on speech that never ends', async () => {
    const bench = await SessionBench.open({ turn_detection: { max_utterance_ms: 1_000 } });
    bench.speechStarts();
    await bench.pass(6_100);
    expect(bench.client.last('error').code).toBe('asr_failed');
    expect(bench.client.last('user_speech').speaking).toBe(false);
  });

  it('tells that the person has stopped before it tells that they could not be understood', async () => {
    const bench = await SessionBench.open();
    bench.speechStarts();
    bench.listeningFails(false);
    expect(bench.client.story.slice(-2)).toEqual(['user_speech', 'error 1']);
    expect(bench.client.last('user_speech').speaking).toBe(false);
  });

  it('fails a generation that says nothing for 10 s, and ends the turn once', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    await bench.pass(10_100);
    expect(bench.client.last('error')).toMatchObject({ code: 'llm_failed', turn: 1 });
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
    expect(bench.client.last('agent_state')).toEqual({ speaking: false, processing: false });
  });

  it('fails a speech that has no audio within 10 s, and ends the turn once', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.generates('Hi.');
    bench.generated();
    await bench.pass(10_100);
    expect(bench.client.last('error')).toMatchObject({ code: 'tts_failed', turn: 1 });
    expect(bench.client.last('agent_text')).toMatchObject({ text: 'Hi.', heard: '' });
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
  });

  it('plays what was synthesized before the speech failed, and keeps that as heard', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.generates('One two three four');
    bench.generated();
    bench.aligns(18, 1_800);
    bench.speaks(900);
    bench.tts.send(FrameKind.TTS_FAILED, bench.order('tts', FrameKind.TTS_START), {
      code: 'unavailable',
      message: 'no',
      retryable: false,
    });
    await bench.pass(2_000);
    expect(bench.client.last('audio_end').duration_ms).toBe(900);
    expect(bench.client.last('agent_text')).toMatchObject({ heard: 'One two' });
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
  });

  it('tries a failed generation once more, after the last character received', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.generates('One ');
    const failure = { code: 'unavailable', message: 'no', retryable: true };
    bench.llm.send(FrameKind.LLM_FAILED, bench.order('llm', FrameKind.LLM_START), failure);
    bench.bus.deliver();
    expect(bench.llm.lastPayload(FrameKind.LLM_START).continueAfter).toBe('One ');
    bench.generates('two.');
    bench.generated();
    expect(bench.client.all('error')).toHaveLength(0);
    expect(bench.tts.last(FrameKind.TTS_TEXT_END).offset).toBe(8);
    bench.speaks(200);
    bench.spoken();
    await bench.pass(1_000);
    expect(bench.client.last('agent_text')).toMatchObject({ text: 'One two.', heard: 'One two.' });
  });

  it('is not over when synthesis is, but when playback is', async () => {
    const bench = await SessionBench.open();
    bench.answers('hello', 'A long story.', 3_000);
    await bench.pass(2_500);
    expect(bench.client.all('turn_metrics')).toHaveLength(0);
    expect(bench.client.last('agent_state').speaking).toBe(true);
    await bench.pass(600);
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
  });

  it('ends also when speech was done before the generation said that it was', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.generates('Hi.');
    bench.speaks(200);
    bench.spoken();
    await bench.pass(500);
    expect(bench.client.all('turn_metrics')).toHaveLength(0);
    bench.generated();
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
  });

  it('lets synthesis go on as playback does, 10 s ahead', async () => {
    const bench = await SessionBench.open();
    bench.hears('tell me a story');
    bench.generates('Once upon a time.');
    expect(bench.tts.lastPayload(FrameKind.TTS_START).creditSamples).toBe(220_500);
    bench.speaks(10_000);
    await bench.pass(3_000);
    const credit = bench.tts.lastPayload(FrameKind.TTS_CREDIT).samples;
    expect(credit).toBeGreaterThan(220_500 + 2 * 22_050);
    expect(credit).toBeLessThanOrEqual(220_500 + 3 * 22_050);
  });

  it('makes no speech for a client that wants text only', async () => {
    const bench = await SessionBench.open({ modalities: ['text'] });
    bench.hears('hello');
    bench.generates('Hi ', 'there.');
    bench.generated();
    expect(bench.tts.received).toHaveLength(0);
    expect(bench.client.last('agent_text')).toMatchObject({ heard: 'Hi there.', is_final: true });
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
    expect(bench.client.all('audio_end')).toHaveLength(0);
  });
});

describe('turn metrics', () => {
  it('count from when the last voiced sample arrived, and their parts add up', async () => {
    const bench = await SessionBench.open();
    await bench.feed(1_000);
    bench.speechStarts();
    await bench.feed(1_000);
    bench.speechEnds();
    await bench.pass(40);
    bench.final('hello');
    await bench.pass(60);
    bench.generates('Hi.');
    await bench.pass(80);
    bench.speaks(200);
    bench.generated();
    bench.spoken();
    await bench.pass(1_000);
    expect(bench.client.last('turn_metrics')).toMatchObject({
      turn: 1,
      // The last 300 ms were silence; their first message came 20 ms after the last voiced one.
      endpointing_ms: 320,
      asr_ms: 40,
      llm_ttft_ms: 60,
      tts_ttfb_ms: 80,
      overhead_ms: 0,
      end_of_speech_to_audio_ms: 500,
      interrupted: false,
      usage: { input_tokens: 10, output_tokens: 5, speculative_tokens: 0, audio_ms: 200 },
    });
  });

  it('are null where nothing was measured', async () => {
    const bench = await SessionBench.open();
    bench.session.type('hello');
    bench.bus.deliver();
    bench.generates('Hi.');
    bench.generated();
    bench.speaks(100);
    bench.spoken();
    await bench.pass(500);
    expect(bench.client.last('turn_metrics')).toMatchObject({
      end_of_speech_to_audio_ms: null,
      endpointing_ms: null,
      asr_ms: null,
      overhead_ms: null,
    });
  });
});
