import type { ToolRequestMessage } from '@voxrail/contracts';

import type { ToolOutcome } from './tool-handler';
import type { ToolAnswer } from './tool-runner';
import { ToolRunner } from './tool-runner';

function request(requestId: string, tool = 'get_time'): ToolRequestMessage {
  return {
    request_id: requestId,
    tool_name: tool,
    parameters: { zone: 'UTC' },
    turn: 2,
    deadline_ms: 500,
  };
}

function build(): { runner: ToolRunner; answers: ToolAnswer[]; outcomes: ToolOutcome[] } {
  const answers: ToolAnswer[] = [];
  const outcomes: ToolOutcome[] = [];
  const runner = new ToolRunner(
    (answer) => answers.push(answer),
    (outcome) => outcomes.push(outcome),
  );
  return { runner, answers, outcomes };
}

describe('ToolRunner', () => {
  it('answers with what the handler made of the parameters', async () => {
    const { runner, answers, outcomes } = build();
    runner.register('get_time', (parameters) => Promise.resolve({ at: parameters['zone'] }));
    await runner.run(request('a'));
    expect(answers).toEqual([{ request_id: 'a', result: { at: 'UTC' } }]);
    expect(outcomes).toMatchObject([{ requestId: 'a', turn: 2, status: 'completed' }]);
  });

  it('answers null where a handler returns nothing, because JSON would lose it', async () => {
    const { runner, answers } = build();
    runner.register('get_time', () => Promise.resolve(undefined));
    await runner.run(request('a'));
    expect(answers).toEqual([{ request_id: 'a', result: null }]);
  });

  it('tells the message of what a handler throws', async () => {
    const { runner, answers, outcomes } = build();
    runner.register('get_time', () => Promise.reject(new Error('the clock has stopped')));
    await runner.run(request('a'));
    expect(answers).toEqual([{ request_id: 'a', error: 'the clock has stopped' }]);
    expect(outcomes).toMatchObject([{ status: 'failed', error: 'the clock has stopped' }]);
  });

  it('refuses a tool that it does not have at once', async () => {
    const { runner, answers } = build();
    await runner.run(request('a', 'launch'));
    expect(answers).toEqual([{ request_id: 'a', error: 'this client has no tool named launch' }]);
  });

  it('does not send the late result of a cancelled call and tells its handler to stop', async () => {
    const { runner, answers, outcomes } = build();
    let finish: (value: string) => void = () => undefined;
    let signal: AbortSignal | undefined;
    runner.register('get_time', (_parameters, context) => {
      signal = context.signal;
      return new Promise((resolve) => (finish = resolve));
    });
    const running = runner.run(request('a'));
    runner.cancel('a', 'timed_out');
    finish('too late');
    await running;
    expect(answers).toEqual([]);
    expect(signal).toMatchObject({ aborted: true, reason: 'timed_out' });
    expect(outcomes).toMatchObject([{ status: 'cancelled', reason: 'timed_out' }]);
    expect(runner.runningCalls).toBe(0);
  });

  it('runs a request that comes twice only once', async () => {
    const { runner, answers } = build();
    let calls = 0;
    runner.register('get_time', () => Promise.resolve((calls += 1)));
    await Promise.all([runner.run(request('a')), runner.run(request('a'))]);
    expect(calls).toBe(1);
    expect(answers).toHaveLength(1);
  });
});
