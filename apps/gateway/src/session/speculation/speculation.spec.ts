import { FrameKind } from '@voxrail/contracts';
import fc from 'fast-check';

import { SessionBench } from '../testing/session-bench';

/** A session in which somebody pauses after `text`, and an answer is being worked out. */
async function pausedAfter(text: string, config = {}): Promise<SessionBench> {
  const bench = await SessionBench.open(config);
  bench.speechStarts();
  bench.candidate(text);
  return bench;
}

const HEARD = ['audio', 'agent_text', 'agent_state', 'tool_request', 'audio_end', 'turn_metrics'];

/** What the client was sent that only a committed turn may bring. */
function letOut(bench: SessionBench): string[] {
  return bench.client.log.map(({ name }) => name).filter((name) => HEARD.includes(name));
}

function interrupted(bench: SessionBench): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  bench.bus.subscribe('va.interrupt.*', (data) => {
    const text = new TextDecoder().decode(data.subarray(20));
    ranges.push(JSON.parse(text) as { from: number; to: number });
  });
  return ranges;
}

describe('speculation', () => {
  it('thinks and synthesizes in a pause, and lets nothing out before the turn is certain', async () => {
    const bench = await pausedAfter('What time is it?');
    bench.generates('It is ', 'noon.');
    bench.generated();
    bench.speaks(500);
    bench.spoken();
    await bench.pass(250);
    expect(bench.llm.lastPayload(FrameKind.LLM_START).messages).toEqual([
      { role: 'user', content: 'What time is it?' },
    ]);
    expect(letOut(bench)).toEqual([]);
  });

  it('lets what is ready leave in the very call that makes the turn certain', async () => {
    const bench = await pausedAfter('What time is it?');
    bench.generates('It is noon.');
    bench.generated();
    bench.speaks(500);
    bench.speechEnds();
    bench.final('What time is it?');
    expect(bench.client.story.slice(-5)).toEqual([
      'transcript 1',
      'agent_state',
      'audio 1',
      'agent_state',
      'audio 1',
    ]);
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(1);
    bench.spoken();
    await bench.pass(1_000);
    expect(bench.client.last('agent_text')).toMatchObject({ heard: 'It is noon.', is_final: true });
    expect(bench.client.last('turn_metrics')).toMatchObject({ speculated: true, revisions: 1 });
  });

  it('goes on as usual when the turn becomes certain in the middle of the generation', async () => {
    const bench = await pausedAfter('What time is it?');
    bench.generates('It is ');
    bench.speechEnds();
    bench.final('What time is it?');
    bench.generates('noon.');
    bench.generated();
    bench.speaks(300);
    bench.spoken();
    await bench.pass(1_000);
    expect(bench.client.agentWords).toBe('It is noon.');
    expect(bench.client.last('turn_metrics')).toMatchObject({ speculated: true });
  });

  it('begins already on what was last recognized when a pause begins', async () => {
    const bench = await SessionBench.open();
    bench.speechStarts();
    bench.partial('What time');
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(0);
    bench.partial('What time is it', true);
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(1);
    bench.candidate('What time is it?');
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(1);
  });

  it('throws an answer away when the person goes on, and begins a new revision at the next pause', async () => {
    const bench = await pausedAfter('Book a table');
    const first = bench.order('llm', FrameKind.LLM_START);
    bench.generates('For how ');
    const ranges = interrupted(bench);
    const speech = bench.order('tts', FrameKind.TTS_START);
    bench.partial('Book a table for two');
    expect(ranges).toEqual([expect.objectContaining({ from: first, to: speech })]);
    bench.candidate('Book a table for two');
    bench.generates('For when?');
    bench.speechEnds();
    bench.final('Book a table for two.');
    bench.generated();
    bench.speaks(200);
    bench.spoken();
    await bench.pass(1_000);
    expect(bench.client.agentWords).toBe('For when?');
    expect(bench.client.last('turn_metrics')).toMatchObject({
      speculated: true,
      revisions: 2,
      usage: { output_tokens: 5, speculative_tokens: 2 },
    });
  });

  it('does not answer from what was said before the words that made the turn certain', async () => {
    const bench = await pausedAfter('Call him');
    bench.generates('Calling.');
    bench.speechEnds();
    bench.final('Call him not');
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(2);
    expect(bench.llm.lastPayload(FrameKind.LLM_START).messages.at(-1)).toEqual({
      role: 'user',
      content: 'Call him not',
    });
    bench.generates('All right.');
    bench.generated();
    await bench.pass(10);
    expect(bench.client.agentWords).toBe('All right.');
    expect(bench.client.last('agent_state')).toEqual({ speaking: false, processing: true });
  });

  it('calls no tool before the turn is certain, and then each once', async () => {
    const tools = [{ name: 'book', description: 'Books', parameters: {} }];
    const bench = await pausedAfter('Book it', { tools });
    bench.calls('book');
    bench.generated('tool_calls');
    await bench.pass(200);
    expect(bench.client.all('tool_request')).toHaveLength(0);
    bench.speechEnds();
    bench.final('Book it');
    expect(bench.client.all('tool_request')).toHaveLength(1);
    bench.session.toolResponse(bench.client.last('tool_request').request_id, { result: 'done' });
    bench.bus.deliver();
    const { messages } = bench.llm.lastPayload(FrameKind.LLM_START);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
  });

  it('never hangs up or books by an answer that was thrown away', async () => {
    const tools = [{ name: 'book', description: 'Books', parameters: {} }];
    const bench = await pausedAfter('Book it', { tools });
    bench.calls('book');
    bench.generated('tool_calls');
    bench.partial('Book it not');
    bench.speechEnds();
    bench.final('Book it not');
    await bench.pass(100);
    expect(bench.client.all('tool_request')).toHaveLength(0);
  });

  it('is not used when a tool result has changed the conversation meanwhile', async () => {
    const tools = [{ name: 'book', description: 'Books', parameters: {} }];
    const bench = await SessionBench.open({ tools });
    bench.hears('Book it');
    bench.calls('book');
    bench.generated('tool_calls');
    const { request_id: request } = bench.client.last('tool_request');
    bench.speechStarts();
    bench.candidate('And a taxi');
    const before = bench.llm.of(FrameKind.LLM_START).length;
    bench.session.toolResponse(request, { result: 'booked' });
    bench.speechEnds();
    bench.final('And a taxi');
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(before + 1);
    expect(JSON.stringify(bench.llm.lastPayload(FrameKind.LLM_START).messages)).toContain('booked');
  });

  it('is forgotten when the model fails: the turn is answered as if it had not been', async () => {
    const bench = await pausedAfter('What time is it?');
    bench.llm.send(FrameKind.LLM_FAILED, bench.order('llm', FrameKind.LLM_START), {
      code: 'unavailable',
      message: 'no',
      retryable: false,
    });
    bench.bus.deliver();
    expect(bench.client.all('error')).toEqual([]);
    bench.speechEnds();
    bench.final('What time is it?');
    bench.generates('Noon.');
    bench.generated();
    bench.speaks(200);
    bench.spoken();
    await bench.pass(1_000);
    expect(bench.client.last('turn_metrics')).toMatchObject({ speculated: false, revisions: 1 });
    expect(bench.client.all('error')).toEqual([]);
  });

  it('does not begin while the agent may not be interrupted, nor where it is switched off', async () => {
    const talking = await SessionBench.open();
    talking.session.say('Listen to the end.', { interruptible: false });
    talking.bus.deliver();
    talking.speaks(2_000);
    talking.speechStarts();
    talking.candidate('But I');
    expect(talking.llm.of(FrameKind.LLM_START)).toHaveLength(0);
    const off = await pausedAfter('Hello', { turn_detection: { speculate: false } });
    expect(off.llm.of(FrameKind.LLM_START)).toHaveLength(0);
    const manual = await pausedAfter('Hello', { turn_detection: { mode: 'manual' } });
    expect(manual.llm.of(FrameKind.LLM_START)).toHaveLength(0);
  });

  it('leaves nobody waiting when the answer is over within the call that makes the turn certain', async () => {
    const bench = await pausedAfter('Hello', { modalities: ['text'] });
    bench.generates('Good day.');
    bench.generated();
    bench.speechEnds();
    bench.final('Hello');
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
    bench.session.say('By the way.', {});
    expect(bench.client.last('turn_metrics')).toMatchObject({ turn: 2 });
  });

  it('costs a hesitant speaker no more than its budget, and the answer still comes', async () => {
    const bench = await SessionBench.open();
    bench.speechStarts();
    for (let pause = 1; pause <= 20; pause += 1) bench.candidate('hello '.repeat(pause));
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(5);
    bench.speechEnds();
    bench.final('hello '.repeat(20));
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(6);
  });

  it('leaves nothing behind when the session ends in the middle of it', async () => {
    const bench = await pausedAfter('What time is it?');
    bench.generates('It is ');
    bench.speaks(300);
    bench.session.end('hangup');
    expect(bench.clock.pendingTimers).toBe(0);
    expect(bench.scheduler.pending).toBe(0);
    expect(letOut(bench)).toEqual([]);
  });

  it('lets nothing of a discarded revision out, whatever is heard and when', async () => {
    const words = fc.constantFrom('yes', 'yes please', 'no', 'wait');
    const heard = fc.record({
      kind: fc.constantFrom('partial', 'pausing', 'candidate'),
      text: words,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(heard, { maxLength: 8 }), words, async (events, final) => {
        const bench = await SessionBench.open();
        bench.speechStarts();
        for (const { kind, text } of events) {
          if (kind === 'candidate') bench.candidate(text);
          else bench.partial(text, kind === 'pausing');
          const starts = bench.llm.payloads(FrameKind.LLM_START);
          const asked = starts.at(-1)?.messages.at(-1)?.content;
          if (asked !== undefined) bench.generates(`[${asked}]`);
        }
        expect(letOut(bench)).toEqual([]);
        bench.speechEnds();
        bench.final(final);
        const order = bench.order('llm', FrameKind.LLM_START);
        expect(bench.llm.lastPayload(FrameKind.LLM_START).messages.at(-1)?.content).toBe(final);
        bench.generates(`[${final}]`);
        bench.generated();
        await bench.pass(10);
        expect(bench.client.agentWords.replaceAll(`[${final}]`, '')).toBe('');
        expect(bench.order('llm', FrameKind.LLM_START)).toBe(order);
      }),
    );
  });
});
