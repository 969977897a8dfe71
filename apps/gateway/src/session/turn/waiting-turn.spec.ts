import { FrameKind } from '@voxrail/contracts';

import { SessionBench } from '../testing/session-bench';

describe('a turn that is complete while the agent may not be interrupted', () => {
  it('goes on when the person does, and loses none of their words', async () => {
    const bench = await SessionBench.open({ interruption: { mode: 'off' } });
    bench.answers('tell me a story', 'Once upon a time', 2_000);
    await bench.pass(300);
    bench.hears('tell me a joke');
    bench.speechStarts();
    await bench.pass(3_000);
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(1);
    bench.speechEnds();
    bench.final('a short one');
    const { messages } = bench.llm.lastPayload(FrameKind.LLM_START);
    expect(messages.at(-1)).toEqual({ role: 'user', content: 'tell me a joke a short one' });
  });

  it('is answered when the agent has finished', async () => {
    const bench = await SessionBench.open({ interruption: { mode: 'off' } });
    bench.answers('tell me a story', 'Once upon a time', 2_000);
    await bench.pass(300);
    bench.hears('tell me a joke');
    await bench.pass(3_000);
    expect(bench.llm.of(FrameKind.LLM_START)).toHaveLength(2);
  });
});
