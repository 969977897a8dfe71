import { FrameKind } from '@voxrail/contracts';

import { SessionBench } from '../testing/session-bench';

const END_CALL = { name: 'end_call', description: 'Ends the call', parameters: {} };

async function saysGoodbye(words: string): Promise<SessionBench> {
  const bench = await SessionBench.open({ tools: [END_CALL] });
  bench.hears('that was all, good bye');
  if (words !== '') bench.generates(words);
  bench.calls('end_call');
  bench.generated('tool_calls');
  return bench;
}

describe('end_call', () => {
  it('lets the goodbye be heard to its end, and hangs up then', async () => {
    const bench = await saysGoodbye('Good bye.');
    bench.speaks(1_000);
    bench.spoken();
    await bench.pass(900);
    expect(bench.ended).toBe(false);
    await bench.pass(200);
    expect(bench.ended).toBe(true);
    expect(bench.client.last('agent_text')).toMatchObject({ heard: 'Good bye.' });
    expect(bench.client.last('session_ending')).toMatchObject({ reason: 'hangup' });
    expect(bench.client.all('tool_request')).toHaveLength(0);
  });

  it('lets a model that has said nothing say goodbye first', async () => {
    const bench = await saysGoodbye('');
    expect(bench.llm.lastPayload(FrameKind.LLM_START).messages.at(-1)).toMatchObject({
      role: 'tool',
    });
    bench.generates('See you.');
    bench.generated();
    bench.speaks(500);
    bench.spoken();
    await bench.pass(600);
    expect(bench.client.last('agent_text')).toMatchObject({ heard: 'See you.' });
    expect(bench.ended).toBe(true);
  });

  it('does not hang up on somebody who speaks into the goodbye', async () => {
    const bench = await saysGoodbye('Good bye.');
    bench.speaks(1_000);
    await bench.pass(300);
    bench.speechStarts();
    await bench.pass(5_000);
    expect(bench.ended).toBe(false);
  });

  it('does not hang up by a call that could not be read', async () => {
    const bench = await SessionBench.open({ tools: [END_CALL] });
    bench.hears('good bye');
    bench.llm.send(FrameKind.LLM_TOOL_CALL, bench.order('llm', FrameKind.LLM_START), {
      index: 0,
      name: 'end_call',
      arguments: {},
      defect: 'the arguments are not JSON',
    });
    bench.generated('tool_calls');
    bench.generates('Sorry?');
    bench.generated();
    bench.speaks(300);
    bench.spoken();
    await bench.pass(500);
    expect(bench.ended).toBe(false);
  });

  it('is a tool like any other to a session that does not offer it: there is none', async () => {
    const bench = await SessionBench.open();
    bench.hears('good bye');
    bench.calls('end_call');
    bench.generated('tool_calls');
    bench.generates('Good bye.');
    bench.generated();
    bench.speaks(300);
    bench.spoken();
    await bench.pass(500);
    expect(bench.ended).toBe(false);
  });
});
