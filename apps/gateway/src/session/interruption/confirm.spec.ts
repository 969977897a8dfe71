import { FrameKind } from '@voxrail/contracts';

import { SessionBench } from '../testing/session-bench';

const CONFIRM = { interruption: { mode: 'confirm' as const } };
const STORY = 'Once upon a time there was a king';

/** A session in which the agent has been speaking for a while. */
async function speaking(config = {}): Promise<SessionBench> {
  const bench = await SessionBench.open({ ...CONFIRM, ...config });
  bench.answers('tell me a story', STORY, 4_000);
  await bench.pass(1_000);
  return bench;
}

function lately(bench: SessionBench, before: number): string[] {
  return bench.client.log.slice(before).map(({ name }) => name);
}

describe('interruption by confirmation', () => {
  it('stops playback the moment somebody speaks, before anybody knows what it is', async () => {
    const bench = await speaking();
    const before = bench.client.log.length;
    bench.speechStarts();
    expect(lately(bench, before)).toEqual(['playback_paused']);
    await bench.pass(290);
    expect(bench.client.log.slice(before)).toHaveLength(1);
  });

  it('interrupts when words have come and speech has lasted long enough', async () => {
    const bench = await speaking();
    bench.speechStarts();
    bench.partial('stop it');
    expect(bench.client.all('interrupted')).toHaveLength(0);
    await bench.pass(300);
    expect(bench.client.last('interrupted')).toEqual({ turn: 1, played_ms: 1_000 });
    expect(bench.client.last('user_speech')).toEqual({ speaking: true });
    bench.speechEnds();
    bench.final('stop it');
    expect(bench.llm.lastPayload(FrameKind.LLM_START).messages).toEqual([
      { role: 'user', content: 'tell me a story' },
      { role: 'assistant', content: 'Once', interrupted: true },
      { role: 'user', content: 'stop it' },
    ]);
  });

  it('interrupts at once by enough words, where a number is set', async () => {
    const bench = await speaking({ interruption: { ...CONFIRM.interruption, min_words: 2 } });
    bench.speechStarts();
    bench.partial('stop');
    expect(bench.client.all('interrupted')).toHaveLength(0);
    bench.partial('stop it');
    expect(bench.client.all('interrupted')).toHaveLength(1);
  });

  it.each(['mhm', 'yeah', 'right', 'Yeah.'])(
    'goes on after "%s", which asks for nothing',
    async (text) => {
      const bench = await speaking();
      bench.speechStarts();
      bench.partial(text);
      await bench.pass(500);
      bench.speechEnds();
      bench.final(text);
      expect(bench.client.all('interrupted')).toHaveLength(0);
      const { offset_ms: offsetMs } = bench.client.last('playback_resumed');
      expect(Math.abs(offsetMs - 1_000)).toBeLessThanOrEqual(1);
      await bench.pass(4_000);
      expect(bench.client.last('agent_text')).toMatchObject({ heard: STORY, is_final: true });
      expect(bench.client.all('turn_metrics')).toHaveLength(1);
      expect(bench.client.last('turn_metrics')).toMatchObject({ interrupted: false });
    },
  );

  it('takes the agent’s own words for an echo', async () => {
    const bench = await speaking();
    bench.speechStarts();
    bench.partial('upon a time');
    await bench.pass(500);
    bench.speechEnds();
    bench.final('once upon a time');
    expect(bench.client.all('interrupted')).toHaveLength(0);
    expect(bench.client.all('playback_resumed')).toHaveLength(1);
  });

  it('goes on when no words come for a while, and is interrupted all the same when they do', async () => {
    const bench = await speaking();
    bench.speechStarts();
    await bench.pass(1_500);
    expect(bench.client.all('playback_resumed')).toHaveLength(1);
    await bench.pass(500);
    bench.partial('listen to me');
    expect(bench.client.last('interrupted').played_ms).toBeGreaterThanOrEqual(1_490);
  });

  it('goes on when the noise turns out to have no words', async () => {
    const bench = await speaking();
    bench.speechStarts();
    await bench.pass(200);
    bench.speechEnds();
    bench.final('');
    expect(bench.client.all('playback_resumed')).toHaveLength(1);
    bench.speechStarts();
    expect(bench.client.all('playback_paused')).toHaveLength(2);
  });

  it('holds back what was about to be heard while the agent is still thinking', async () => {
    const bench = await SessionBench.open(CONFIRM);
    bench.hears('tell me a story');
    bench.speechStarts();
    bench.generates(STORY);
    bench.speaks(500);
    await bench.pass(200);
    expect(bench.client.audio).toHaveLength(0);
    expect(bench.client.all('playback_paused')).toHaveLength(0);
    bench.speechEnds();
    bench.final('yeah');
    expect(bench.client.audio.length).toBeGreaterThan(0);
    expect(bench.client.all('playback_resumed')).toHaveLength(0);
  });

  it('is interrupted by the first word while it is still thinking, which cuts nothing off', async () => {
    const bench = await SessionBench.open(CONFIRM);
    bench.hears('tell me a story');
    bench.speechStarts();
    bench.partial('about');
    expect(bench.client.last('interrupted')).toEqual({ turn: 1, played_ms: 0 });
    bench.speechEnds();
    bench.final('about a king');
    const { messages } = bench.llm.lastPayload(FrameKind.LLM_START);
    expect(messages.map(({ content }) => content).join(' ')).toBe('tell me a story about a king');
  });

  it('does not take words that the agent has not said yet for its echo', async () => {
    const bench = await SessionBench.open(CONFIRM);
    bench.hears('tell me a story');
    bench.generates(STORY);
    bench.speechStarts();
    bench.partial('once upon a time');
    expect(bench.client.all('interrupted')).toHaveLength(1);
  });

  it('never interrupts what may not be interrupted', async () => {
    const bench = await SessionBench.open(CONFIRM);
    bench.session.say('This call is recorded.', { interruptible: false });
    bench.bus.deliver();
    bench.speaks(2_000);
    await bench.pass(300);
    bench.speechStarts();
    bench.partial('but I');
    await bench.pass(600);
    expect(bench.client.all('playback_paused')).toHaveLength(0);
    expect(bench.client.all('interrupted')).toHaveLength(0);
  });

  it('does not speak over somebody of whom it is not known yet what they say', async () => {
    const bench = await speaking();
    bench.speechStarts();
    bench.session.say('By the way', { interrupt: true });
    expect(bench.tts.of(FrameKind.TTS_START)).toHaveLength(1);
    bench.speechEnds();
    bench.final('mhm');
    bench.bus.deliver();
    expect(bench.tts.of(FrameKind.TTS_START)).toHaveLength(2);
  });

  it('tells what was heard once, when it turns out to be an interruption', async () => {
    const bench = await speaking();
    bench.speechStarts();
    await bench.pass(400);
    bench.partial('stop it');
    expect(bench.client.all('transcript').filter(({ is_final }) => !is_final)).toHaveLength(1);
  });

  it('takes what is said after the agent was cancelled for the same message', async () => {
    const bench = await speaking();
    const first = bench.speechStarts();
    bench.session.control('cancel');
    bench.speechEnds(first);
    const second = bench.speechStarts();
    bench.final('never mind', first);
    bench.speechEnds(second);
    bench.final('good bye', second);
    expect(bench.llm.lastPayload(FrameKind.LLM_START).messages.at(-1)).toEqual({
      role: 'user',
      content: 'never mind good bye',
    });
  });

  it('is over when nothing more is heard of the speech, and lets the agent speak again', async () => {
    const bench = await speaking();
    bench.speechStarts();
    bench.session.say('By the way', { interrupt: true });
    await bench.pass(80_000);
    bench.bus.deliver();
    expect(bench.tts.of(FrameKind.TTS_START)).toHaveLength(2);
  });

  it('forgets it all when the microphone is muted, and goes on', async () => {
    const bench = await speaking();
    bench.speechStarts();
    bench.session.control('mute');
    expect(bench.client.all('playback_resumed')).toHaveLength(1);
  });

  it('leaves nothing behind when the session ends meanwhile', async () => {
    const bench = await speaking();
    bench.speechStarts();
    bench.session.end('hangup');
    expect(bench.clock.pendingTimers).toBe(0);
    expect(bench.scheduler.pending).toBe(0);
  });
});
