import { FrameKind } from '@voxrail/contracts';

import { RailClaims } from '../rails/claim';
import { SessionRails } from '../rails/session-rails';
import { refusalOf } from './testing/refusal-of';
import { SessionBench } from './testing/session-bench';

function nothingIsHeld(bench: SessionBench): void {
  expect(bench.ended).toBe(true);
  expect(bench.client.closed).toBe(true);
  expect(bench.bus.subscriptionCount).toBe(bench.subscriptionsBefore);
  expect(bench.leases.held).toBe(0);
  expect(bench.scheduler.pending).toBe(0);
  expect(bench.clock.pendingTimers).toBe(0);
}

describe('a session', () => {
  it('says what it is before anything else', async () => {
    const bench = await SessionBench.open();
    expect(bench.client.messages[0]).toEqual({
      name: 'connected',
      message: {
        session_id: 'session-under-test',
        protocol: 'voice-agent.v1',
        resumed: false,
        turn: 0,
        audio_in: { encoding: 'pcm_s16le', sample_rate: 16_000, channels: 1 },
        audio_out: { encoding: 'pcm_s16le', sample_rate: 22_050, channels: 1 },
      },
    });
  });

  it('greets in a turn of its own', async () => {
    const bench = await SessionBench.open({ greeting: 'Hello!' });
    expect(bench.tts.lastPayload(FrameKind.TTS_TEXT)).toEqual({ text: 'Hello!' });
    bench.speaks(400);
    bench.spoken();
    await bench.pass(1_000);
    expect(bench.client.last('agent_text')).toMatchObject({ turn: 1, heard: 'Hello!' });
    bench.hears('hi');
    const { messages } = bench.llm.lastPayload(FrameKind.LLM_START);
    expect(messages).toEqual([
      { role: 'assistant', content: 'Hello!' },
      { role: 'user', content: 'hi' },
    ]);
  });

  it('says something after what it is saying, and never over the person', async () => {
    const bench = await SessionBench.open();
    bench.answers('hello', 'Hi.', 500);
    bench.session.say('By the way.', {});
    bench.bus.deliver();
    expect(bench.tts.of(FrameKind.TTS_START)).toHaveLength(1);
    await bench.pass(600);
    expect(bench.tts.lastPayload(FrameKind.TTS_TEXT)).toEqual({ text: 'By the way.' });
    bench.speechStarts();
    bench.session.say('Later.', {});
    bench.bus.deliver();
    expect(bench.tts.of(FrameKind.TTS_START)).toHaveLength(2);
    bench.speechEnds();
    bench.final('');
    bench.bus.deliver();
    expect(bench.tts.lastPayload(FrameKind.TTS_TEXT)).toEqual({ text: 'Later.' });
  });

  it('replaces what it says when asked to', async () => {
    const bench = await SessionBench.open();
    bench.answers('hello', 'A long answer.', 2_000);
    await bench.pass(500);
    bench.session.say('Stop, fire!', { interrupt: true });
    bench.bus.deliver();
    expect(bench.client.last('interrupted').turn).toBe(1);
    expect(bench.tts.lastPayload(FrameKind.TTS_TEXT)).toEqual({ text: 'Stop, fire!' });
  });

  it('finishes what must not be interrupted', async () => {
    const bench = await SessionBench.open();
    bench.session.say('This call is recorded.', { interruptible: false });
    bench.bus.deliver();
    bench.speaks(1_000);
    bench.spoken();
    await bench.pass(300);
    bench.hears('what');
    expect(bench.client.all('interrupted')).toHaveLength(0);
    await bench.pass(1_000);
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(1);
  });

  it('queues no more to say than it can hold', async () => {
    const bench = await SessionBench.open();
    expect(
      refusalOf(() => {
        for (let count = 0; count < 30; count += 1) bench.session.say('Once more.', {});
      }),
    ).toBe('conflict');
  });

  it('hears nothing while muted and forgets what was being said', async () => {
    const bench = await SessionBench.open();
    await bench.feed(100);
    bench.speechStarts();
    bench.session.control('mute');
    const heard = bench.asr.of(FrameKind.ASR_AUDIO).length;
    await bench.feed(200);
    expect(bench.asr.of(FrameKind.ASR_AUDIO)).toHaveLength(heard);
    expect(bench.asr.of(FrameKind.ASR_RESET)).toHaveLength(1);
    expect(bench.client.last('user_speech')).toEqual({ speaking: false });
    bench.final('half a wo');
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(0);
    bench.session.control('unmute');
    await bench.feed(20);
    expect(bench.asr.last(FrameKind.ASR_AUDIO).offset).toBe(1_600);
  });

  it('asks the recognizer to decide on `commit`, and says so when nothing was said', async () => {
    const bench = await SessionBench.open();
    bench.session.control('commit');
    bench.bus.deliver();
    expect(bench.asr.of(FrameKind.ASR_FLUSH)).toHaveLength(1);
    bench.final('', 0);
    expect(bench.client.last('error').code).toBe('conflict');
  });

  it('joins a typed text to what the person is saying', async () => {
    const bench = await SessionBench.open();
    bench.speechStarts();
    bench.session.type('AB-12');
    bench.speechEnds();
    bench.final('is my number');
    expect(bench.llm.lastPayload(FrameKind.LLM_START).messages).toEqual([
      { role: 'user', content: 'AB-12 is my number' },
    ]);
  });

  it('applies an update to turns that begin later', async () => {
    const bench = await SessionBench.open();
    bench.speechStarts();
    bench.session.update({ instructions: 'Be brief.', turn_detection: { silence_ms: 800 } });
    expect(bench.client.last('session_updated')).toMatchObject({
      instructions: 'Be brief.',
      turn_detection: { silence_ms: 800, threshold: 0.5 },
    });
    bench.bus.deliver();
    expect(bench.asr.of(FrameKind.ASR_CONFIG)).toHaveLength(0);
    bench.speechEnds();
    bench.final('hello');
    expect(bench.llm.lastPayload(FrameKind.LLM_START).instructions).not.toBe('Be brief.');
    expect(bench.asr.lastPayload(FrameKind.ASR_CONFIG).config.silenceMs).toBe(800);
    bench.hears('again');
    expect(bench.llm.lastPayload(FrameKind.LLM_START).instructions).toBe('Be brief.');
  });

  it('refuses an update that it cannot carry out, and changes nothing', async () => {
    const bench = await SessionBench.open();
    expect(
      refusalOf(() => {
        const metadata = { note: 'x'.repeat(5_000) };
        bench.session.update({ instructions: 'Be brief.', metadata });
      }),
    ).toBe('bad_request');
    bench.hears('hello');
    expect(bench.llm.lastPayload(FrameKind.LLM_START).instructions).not.toBe('Be brief.');
  });

  it('opens the listening stream again when it failed', async () => {
    const bench = await SessionBench.open();
    const failed = bench.listening;
    bench.asr.send(FrameKind.ASR_FAILED, failed, {
      code: 'unavailable',
      message: 'no model',
      retryable: true,
      fatal: true,
    });
    bench.bus.deliver();
    expect(bench.client.last('error').code).toBe('asr_failed');
    await bench.pass(300);
    expect(bench.listening).toBeGreaterThan(failed);
    bench.hears('hello');
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(1);
  });

  it('ends when nobody does anything, but not while it speaks', async () => {
    const bench = await SessionBench.open({ limits: { idle_s: 2 } });
    bench.answers('tell me a story', 'A long one.', 5_000);
    await bench.pass(4_000);
    expect(bench.ended).toBe(false);
    await bench.pass(5_000);
    expect(bench.client.last('session_ending')).toMatchObject({ reason: 'idle' });
    nothingIsHeld(bench);
  });

  it('ends after its longest duration', async () => {
    const bench = await SessionBench.open({ limits: { max_duration_s: 3 } });
    await bench.pass(3_100);
    expect(bench.client.last('session_ending')).toMatchObject({
      reason: 'max_duration',
      summary: { turns: 0, duration_ms: 3_000 },
    });
  });

  it('ends on hangup with its summary, holding nothing; a second hangup is harmless', async () => {
    const bench = await SessionBench.open({ metadata: { case: 7 } });
    bench.answers('hello', 'A long answer.', 5_000);
    await bench.pass(500);
    bench.session.control('hangup');
    bench.session.control('hangup');
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
    expect(bench.client.all('session_ending')).toEqual([
      {
        reason: 'hangup',
        deadline_ms: 0,
        reconnect: false,
        summary: {
          turns: 1,
          duration_ms: 500,
          usage: { input_tokens: 10, output_tokens: 5, speculative_tokens: 0, audio_ms: 5_000 },
          metadata: { case: 7 },
        },
      },
    ]);
    nothingIsHeld(bench);
  });

  it('takes no update that was sent behind a hang-up, which would leave its limits running', async () => {
    const bench = await SessionBench.open();
    bench.session.control('hangup');
    const told = bench.client.log.length;
    bench.session.update({ limits: { idle_s: 60 } });
    expect(bench.client.log).toHaveLength(told);
    nothingIsHeld(bench);
  });

  it('that the client left in the middle of a word holds nothing at once', async () => {
    const bench = await SessionBench.open();
    await bench.feed(400);
    bench.speechStarts();
    bench.session.abandon();
    nothingIsHeld(bench);
  });

  it('tells every rail that it ends', async () => {
    const bench = await SessionBench.open();
    const ends: string[] = [];
    bench.bus.subscribe('va.s.*.end', (_data, subject) => ends.push(subject));
    bench.session.abandon();
    bench.bus.deliver();
    expect(ends).toEqual(['va.s.session-under-test.end']);
  });

  it('is told of a broker that went away and goes on when it is back', async () => {
    const bench = await SessionBench.open();
    bench.hears('hello');
    bench.generates('One ');
    bench.bus.setStatus('disconnected');
    bench.session.onBrokerLost();
    expect(bench.client.last('error').code).toBe('rail_unavailable');
    await bench.pass(2_000);
    bench.bus.setStatus('connected');
    for (const rail of [bench.asr, bench.llm, bench.tts]) rail.becomeAnotherWorker();
    bench.leases.endAll();
    await bench.pass(100);
    expect(bench.llm.lastPayload(FrameKind.LLM_START).continueAfter).toBe('One ');
    bench.generates('two.');
    bench.generated();
    bench.speaks(300);
    bench.spoken();
    await bench.pass(1_000);
    expect(bench.client.last('agent_text')).toMatchObject({ text: 'One two.' });
  });

  it('refuses a playback report for a turn that has not begun', async () => {
    const bench = await SessionBench.open();
    expect(
      refusalOf(() => {
        bench.session.reportPlayback(3, 100);
      }),
    ).toBe('bad_request');
  });
});

describe('opening the rails of a session', () => {
  it.each([
    ['no_responders', 'rail_unavailable'],
    ['timeout', 'rail_unavailable'],
    ['not_ready', 'rail_unavailable'],
    ['capacity', 'capacity'],
  ] as const)(
    'with a rail that answers %s is refused as %s and holds nothing',
    async (answer, code) => {
      const bench = new SessionBench();
      const { bus, clock, leases, workers } = bench;
      workers.claims.tts = answer;
      const claims = new RailClaims(workers, 'gateway-1');
      const opening = SessionRails.open({ bus, clock, leases, claims }, 'session-2');
      await expect(opening).rejects.toMatchObject({
        code,
        message: expect.stringContaining('tts') as unknown,
      });
      expect(bus.subscriptionCount).toBe(bench.subscriptionsBefore);
      expect(leases.held).toBe(0);
      expect(clock.pendingTimers).toBe(0);
    },
  );
});
