import { FrameKind } from '@voxrail/contracts';

import { refusalOf } from '../session/testing/refusal-of';
import { SessionBench } from '../session/testing/session-bench';
import { handleClientMessage } from './client-messages';
import { messageTarget } from './testing/session-events';

/** Code of the error that the message is answered with; undefined where it is taken. */
function send(bench: SessionBench, name: string, message: unknown): string | undefined {
  const refusal = refusalOf(() => {
    void handleClientMessage(messageTarget(bench), name, message);
  });
  bench.bus.deliver();
  return refusal;
}

const TOOLS = [{ name: 'look_up', description: 'Looks up', parameters: {} }];

async function withRunningTool(): Promise<{ bench: SessionBench; request: string }> {
  const bench = await SessionBench.open({ tools: TOOLS, tool_timeout_ms: 2_000 });
  bench.hears('look it up');
  bench.calls('look_up');
  bench.generated('tool_calls');
  return { bench, request: bench.client.last('tool_request').request_id };
}

function lastPrompt(bench: SessionBench): string {
  return JSON.stringify(bench.llm.lastPayload(FrameKind.LLM_START));
}

describe('a playback report', () => {
  it('of a turn that has not begun is refused, and changes nothing of the one that is heard', async () => {
    const bench = await SessionBench.open();
    bench.answers('tell me a story', 'One two three four five six', 2_700);
    await bench.pass(1_400);
    expect(send(bench, 'playback', { turn: 2, played_ms: 10 })).toBe('bad_request');
    bench.speechStarts();
    expect(bench.client.last('interrupted')).toEqual({ turn: 1, played_ms: 1_400 });
  });

  it('beyond what was sent is taken for all that was sent', async () => {
    const bench = await SessionBench.open();
    bench.answers('tell me a story', 'One two three four five six', 2_700);
    await bench.pass(500);
    const last = bench.client.audio.at(-1);
    const sentMs = (last?.offset_ms ?? 0) + ((last?.samples ?? 0) * 1_000) / 22_050;
    expect(send(bench, 'playback', { turn: 1, played_ms: 1e12 })).toBeUndefined();
    bench.speechStarts();
    expect(bench.client.last('interrupted').played_ms).toBeGreaterThanOrEqual(Math.floor(sentMs));
    expect(bench.client.last('interrupted').played_ms).toBeLessThan(1_000);
    expect(bench.client.last('agent_text')).toMatchObject({ heard: 'One two' });
  });

  it('that runs ahead again and again does not let more out than the lead', async () => {
    const bench = await SessionBench.open();
    bench.answers('tell me a story', 'One two three four five six', 2_700);
    for (let moment = 0; moment < 10; moment += 1) {
      send(bench, 'playback', { turn: 1, played_ms: 1e12 });
    }
    const sent = bench.client.audio.reduce((sum, { samples }) => sum + samples, 0);
    expect((sent * 1_000) / 22_050).toBeLessThanOrEqual(11 * 250 + 1);
    await bench.pass(3_000);
    expect(bench.client.all('turn_metrics')).toHaveLength(1);
  });

  it('of a turn that is over, and one that is no number, change nothing', async () => {
    const bench = await SessionBench.open();
    bench.answers('hello', 'Hi.', 300);
    await bench.pass(1_000);
    expect(send(bench, 'playback', { turn: 1, played_ms: 5 })).toBeUndefined();
    for (const wrong of [{ turn: 1, played_ms: -1 }, { turn: 0.5, played_ms: 1 }, { turn: 1 }]) {
      expect(send(bench, 'playback', wrong)).toBe('bad_request');
    }
    expect(bench.client.last('agent_text')).toMatchObject({ heard: 'Hi.' });
  });
});

describe('a tool response', () => {
  it('of a request of another session finds nothing, and that one goes on waiting', async () => {
    const { bench, request } = await withRunningTool();
    const foreign = await withRunningTool();
    expect(send(foreign.bench, 'tool_response', { request_id: request, result: 1 })).toBe(
      'tool_request_not_found',
    );
    expect(send(bench, 'tool_response', { request_id: request, result: 'mine' })).toBeUndefined();
    expect(lastPrompt(bench)).toContain('mine');
    expect(lastPrompt(foreign.bench)).not.toContain('mine');
  });

  it('that comes too late finds nothing, and the turn goes on without it', async () => {
    const { bench, request } = await withRunningTool();
    await bench.pass(2_100);
    const late = { request_id: request, result: 'too late' };
    expect(send(bench, 'tool_response', late)).toBe('tool_request_not_found');
    expect(lastPrompt(bench)).not.toContain('too late');
    bench.generates('I could not find out.');
    bench.generated();
    await bench.pass(1);
    expect(bench.client.agentWords).toBe('I could not find out.');
  });

  it('that is not what a response is names the field, and the request goes on waiting', async () => {
    const { bench, request } = await withRunningTool();
    const wrong = [
      { result: 1 },
      { request_id: 5, result: 1 },
      { request_id: request, result: 1, extra: true },
      { request_id: request, error: 'x'.repeat(9_000) },
      { request_id: request, result: Buffer.from('{}') },
      'not an object',
    ];
    for (const message of wrong) expect(send(bench, 'tool_response', message)).toBe('bad_request');
    expect(send(bench, 'tool_response', { request_id: request, result: null })).toBeUndefined();
  });
});

describe('a session update', () => {
  it('with one wrong field among right ones applies none of them', async () => {
    const bench = await SessionBench.open();
    const session = {
      instructions: 'Be brief.',
      greeting: null,
      tools: TOOLS,
      turn_detection: { silence_ms: 800, idle_ms: 'soon' },
      interruption: { mode: 'off' },
    };
    expect(send(bench, 'session_update', { session })).toBe('bad_request');
    expect(bench.client.all('session_updated')).toHaveLength(0);
    bench.answers('hello', 'Good day to you.', 2_000);
    expect(lastPrompt(bench)).not.toContain('Be brief.');
    expect(bench.llm.lastPayload(FrameKind.LLM_START).tools).toEqual([]);
    expect(bench.asr.of(FrameKind.ASR_CONFIG)).toHaveLength(0);
    await bench.pass(500);
    bench.speechStarts();
    expect(bench.client.all('interrupted')).toHaveLength(1);
  });
});

describe('a control', () => {
  it('`cancel` with nothing playing does nothing, however often', async () => {
    const bench = await SessionBench.open();
    const before = bench.client.log.length;
    for (let count = 0; count < 5; count += 1) {
      expect(send(bench, 'control', { action: 'cancel' })).toBeUndefined();
    }
    expect(bench.client.log).toHaveLength(before);
    bench.hears('hello');
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(1);
  });

  it('`commit` with nothing said is an error once, and the next turn is answered as ever', async () => {
    const bench = await SessionBench.open();
    send(bench, 'control', { action: 'commit' });
    bench.final('', 0);
    expect(bench.client.all('error').map(({ code }) => code)).toEqual(['conflict']);
    bench.asr.send(FrameKind.ASR_FINAL, bench.listening, {
      utterance: 0,
      atMs: 0,
      revision: 2,
      text: '',
      confidence: 0,
      words: [],
      endSample: 0,
      decodeMs: 0,
    });
    bench.bus.deliver();
    expect(bench.client.all('error')).toHaveLength(1);
    expect(bench.client.all('turn_metrics')).toHaveLength(0);
    bench.session.type('hello');
    bench.bus.deliver();
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(1);
  });
});

describe('a typed text', () => {
  it('longer than 16,384 characters is refused, and begins no turn', async () => {
    const bench = await SessionBench.open();
    expect(send(bench, 'text', { text: 'x'.repeat(16_385) })).toBe('bad_request');
    expect(bench.client.all('transcript')).toEqual([]);
    expect(send(bench, 'text', { text: 'x'.repeat(16_384) })).toBeUndefined();
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(1);
  });
});
