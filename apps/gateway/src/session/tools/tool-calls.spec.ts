import { FrameKind } from '@voxrail/contracts';

import { refusalOf } from '../testing/refusal-of';
import { SessionBench } from '../testing/session-bench';

const TOOL = {
  name: 'get_weather',
  description: 'Weather of a place',
  parameters: { type: 'object', properties: { place: { type: 'string' } } },
};

async function withTool(): Promise<SessionBench> {
  return SessionBench.open({ tools: [TOOL], tool_timeout_ms: 2_000 });
}

function asks(bench: SessionBench, name = 'get_weather'): void {
  bench.hears('what is the weather');
  bench.generates('Let me see.');
  bench.calls(name, { place: 'Lisbon' });
  bench.generated('tool_calls');
}

function prompt(bench: SessionBench) {
  return bench.llm.lastPayload(FrameKind.LLM_START).messages;
}

describe('a tool call', () => {
  it('goes to the client and its result into the next generation of the same turn', async () => {
    const bench = await withTool();
    asks(bench);
    const request = bench.client.last('tool_request');
    expect(request).toMatchObject({
      tool_name: 'get_weather',
      parameters: { place: 'Lisbon' },
      turn: 1,
      deadline_ms: 2_000,
    });
    bench.session.toolResponse(request.request_id, { result: { sky: 'clear' } });
    bench.bus.deliver();
    expect(prompt(bench)).toEqual([
      { role: 'user', content: 'what is the weather' },
      {
        role: 'assistant',
        content: 'Let me see.',
        toolCalls: [
          { requestId: request.request_id, name: 'get_weather', arguments: { place: 'Lisbon' } },
        ],
      },
      { role: 'tool', content: '{"sky":"clear"}', requestId: request.request_id },
    ]);
    bench.generates('It is clear.');
    bench.generated();
    expect(bench.client.all('turn_metrics')).toHaveLength(0);
  });

  it('leaves one turn with one final text over both generations', async () => {
    const bench = await withTool();
    asks(bench);
    bench.speaks(500);
    bench.spoken();
    await bench.pass(600);
    expect(bench.client.last('agent_state')).toEqual({ speaking: false, processing: true });
    const { request_id } = bench.client.last('tool_request');
    bench.session.toolResponse(request_id, { result: 'clear' });
    bench.bus.deliver();
    bench.generates(' It is clear.');
    bench.generated();
    bench.speaks(500);
    bench.spoken();
    await bench.pass(1_000);
    expect(bench.client.last('agent_text')).toEqual({
      turn: 1,
      text: 'Let me see. It is clear.',
      heard: 'Let me see. It is clear.',
      is_final: true,
    });
    expect(bench.client.all('audio_end')).toEqual([{ turn: 1, duration_ms: 1_000 }]);
    expect(bench.client.all('turn_metrics')).toEqual([
      expect.objectContaining({
        turn: 1,
        tools: 1,
        usage: expect.objectContaining({ output_tokens: 10, audio_ms: 1_000 }) as unknown,
      }),
    ]);
  });

  it('that the client cannot do is told to the model', async () => {
    const bench = await withTool();
    asks(bench);
    const { request_id } = bench.client.last('tool_request');
    bench.session.toolResponse(request_id, { error: 'no such place' });
    bench.bus.deliver();
    expect(prompt(bench).at(-1)?.content).toBe('{"error":"no such place"}');
  });

  it('without an answer in time is cancelled and told to both sides', async () => {
    const bench = await withTool();
    asks(bench);
    await bench.pass(2_100);
    const { request_id } = bench.client.last('tool_request');
    expect(bench.client.last('tool_cancelled')).toEqual({ request_id, reason: 'timed_out' });
    expect(bench.client.last('error')).toMatchObject({ code: 'tool_timeout', turn: 1 });
    expect(prompt(bench).at(-1)?.content).toContain('did not answer in time');
    expect(
      refusalOf(() => {
        bench.session.toolResponse(request_id, { result: 1 });
      }),
    ).toBe('tool_request_not_found');
  });

  it('for a tool that was not offered never reaches the client', async () => {
    const bench = await withTool();
    asks(bench, 'delete_everything');
    expect(bench.client.all('tool_request')).toHaveLength(0);
    expect(prompt(bench).at(-1)).toMatchObject({ role: 'tool' });
    expect(prompt(bench).at(-1)?.content).toContain('no tool with this name');
  });

  it('that could not be read is answered to the model', async () => {
    const bench = await withTool();
    bench.hears('weather');
    bench.llm.send(FrameKind.LLM_TOOL_CALL, bench.order('llm', FrameKind.LLM_START), {
      index: 0,
      name: 'get_weather',
      arguments: {},
      defect: 'the arguments are not JSON',
    });
    bench.generated('tool_calls');
    expect(bench.client.all('tool_request')).toHaveLength(0);
    expect(prompt(bench).at(-1)?.content).toContain('not JSON');
  });

  it('waits for all others of its round', async () => {
    const bench = await withTool();
    bench.hears('weather here and there');
    bench.calls('get_weather', { place: 'here' }, 0);
    bench.calls('get_weather', { place: 'there' }, 1);
    bench.generated('tool_calls');
    const [one, other] = bench.client.all('tool_request');
    bench.session.toolResponse(other?.request_id ?? '', { result: 'rain' });
    bench.bus.deliver();
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(1);
    bench.session.toolResponse(one?.request_id ?? '', { result: 'sun' });
    bench.bus.deliver();
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(2);
  });

  it('has one outcome: a second answer and an unknown one find nothing', async () => {
    const bench = await withTool();
    asks(bench);
    const { request_id } = bench.client.last('tool_request');
    bench.session.toolResponse(request_id, { result: 1 });
    for (const id of [request_id, 'call_unknown']) {
      expect(
        refusalOf(() => {
          bench.session.toolResponse(id, { result: 2 });
        }),
      ).toBe('tool_request_not_found');
    }
  });

  it('goes on waiting after an answer that cannot be used', async () => {
    const bench = await withTool();
    asks(bench);
    const { request_id } = bench.client.last('tool_request');
    const unusable = [
      {},
      { result: 1, error: 'x' },
      { result: 'x'.repeat(9_000) },
      // 8 KiB are not 8,192 characters of every language.
      { result: '天'.repeat(3_000) },
      { result: Buffer.from('binary') },
      { result: { found: [new Uint8Array(3)] } },
    ];
    for (const answer of unusable) {
      expect(
        refusalOf(() => {
          bench.session.toolResponse(request_id, answer);
        }),
      ).toBe('bad_request');
    }
    bench.session.toolResponse(request_id, { result: null });
    bench.bus.deliver();
    expect(prompt(bench).at(-1)?.content).toBe('null');
  });

  it('goes on after an interruption: pending in the next prompt, its result in the one after', async () => {
    const bench = await withTool();
    asks(bench);
    const { request_id } = bench.client.last('tool_request');
    bench.hears('never mind');
    const pending = { role: 'tool', content: '{"status":"pending"}', requestId: request_id };
    expect(prompt(bench)).toContainEqual(pending);
    bench.session.toolResponse(request_id, { result: 'clear' });
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(2);
    bench.hears('and now');
    expect(prompt(bench)).toContainEqual(pending);
    expect(prompt(bench)).toContainEqual({
      role: 'tool',
      content: 'clear',
      requestId: request_id,
    });
  });

  it('is cancelled when the session ends', async () => {
    const bench = await withTool();
    asks(bench);
    const { request_id } = bench.client.last('tool_request');
    bench.session.control('hangup');
    expect(bench.client.last('tool_cancelled')).toEqual({ request_id, reason: 'session_ended' });
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it('is offered for four rounds; then the model has to answer', async () => {
    const bench = await withTool();
    asks(bench);
    for (let round = 1; round <= 4; round += 1) {
      const { request_id } = bench.client.last('tool_request');
      bench.session.toolResponse(request_id, { result: round });
      bench.bus.deliver();
      expect(bench.llm.lastPayload(FrameKind.LLM_START).tools).toHaveLength(round < 4 ? 1 : 0);
      if (round < 4) {
        bench.calls('get_weather');
        bench.generated('tool_calls');
      }
    }
    bench.calls('get_weather');
    bench.generated('tool_calls');
    expect(bench.client.all('tool_request')).toHaveLength(4);
    expect(bench.client.last('error').code).toBe('llm_failed');
  });
});
