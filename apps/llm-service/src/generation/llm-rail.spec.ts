import { FrameKind, encodeFrame, encodeJsonFrame, railSubject } from '@voxrail/contracts';

import { WEATHER_TOOL } from '../testing/llm-start';
import { SID, ScriptedSession, payload } from '../testing/scripted-session';

describe('LlmRail', () => {
  it('sends an answer as it comes, with positions, and its totals at the end', () => {
    const session = new ScriptedSession();
    session.start(7);
    const stream = session.model.stream(0);
    session.clock.advance(40);
    stream.say('Hello');
    session.clock.advance(10);
    stream.say(' there.');
    stream.finish();
    const [first, second, done] = session.received();
    expect(payload(FrameKind.LLM_DELTA, first)).toEqual({ text: 'Hello', atMs: 40 });
    expect(payload(FrameKind.LLM_DELTA, second)).toEqual({ text: ' there.', atMs: 50 });
    expect([first, second, done].map((frame) => frame?.offset)).toEqual([0, 5, 12]);
    expect([first, second, done].map((frame) => frame?.seq)).toEqual([0, 1, 2]);
    expect(payload(FrameKind.LLM_DONE, done)).toEqual({
      finishReason: 'stop',
      usage: { inputTokens: 40, outputTokens: 3 },
      firstTokenMs: 40,
      totalMs: 50,
      droppedMessages: 0,
      atMs: 50,
    });
    expect(session.ttftMs).toEqual([40]);
    expect(session.model.openStreams).toBe(0);
    expect(session.clock.pendingTimers).toBe(0);
  });

  it('sends calls apart from speech and says that there were some', () => {
    const session = new ScriptedSession();
    session.start(1, { tools: [WEATHER_TOOL] });
    const stream = session.model.stream(0);
    stream.say('Let me look.\n<tool_');
    stream.say('call>\n{"name": "get_weather", "arguments": {"location": "Paris"}}\n</tool_call>');
    stream.finish('<tool_call>{"name": "rm_rf", "arguments": {}}');
    const [speech, good, bad, done, ...more] = session.received();
    expect(more).toEqual([]);
    expect(payload(FrameKind.LLM_DELTA, speech).text).toBe('Let me look.');
    expect(payload(FrameKind.LLM_TOOL_CALL, good)).toEqual({
      index: 0,
      name: 'get_weather',
      arguments: { location: 'Paris' },
    });
    expect(payload(FrameKind.LLM_TOOL_CALL, bad)).toEqual({
      index: 1,
      name: 'rm_rf',
      arguments: {},
      defect: 'no tool of this name is available',
    });
    expect(payload(FrameKind.LLM_DONE, done).finishReason).toBe('tool_calls');
  });

  it('says when the answer was cut at its limit', () => {
    const session = new ScriptedSession();
    session.start(1);
    session.model.stream(0).finish('Once upon', 'length');
    expect(payload(FrameKind.LLM_DONE, session.received().at(-1)).finishReason).toBe('length');
  });

  it('goes on after what was received from a lost worker', () => {
    const session = new ScriptedSession();
    session.start(1, { continueAfter: 'Once upon' });
    expect(session.model.stream(0).prompt).toMatch(/Once upon$/);
    session.model.stream(0).finish(' a time.');
    const [delta, done] = session.received();
    expect(payload(FrameKind.LLM_DELTA, delta).text).toBe(' a time.');
    expect([delta?.offset, done?.offset]).toEqual([0, 8]);
  });

  it('cancels the model at once when interrupted, and nothing more is sent of the order', () => {
    const session = new ScriptedSession();
    session.start(3);
    session.model.stream(0).say('Hello');
    session.received();
    session.rail.interrupt(1, 3);
    expect(session.model.stream(0).cancelled).toBe(true);
    session.model.stream(0).finish(' there.');
    session.clock.advance(60_000);
    expect(session.received()).toEqual([]);
    expect(session.clock.pendingTimers).toBe(0);
  });

  it('does not let an interrupt touch a newer order, nor start a dead one', () => {
    const session = new ScriptedSession();
    session.rail.interrupt(1, 3);
    session.start(2);
    expect(session.model.streams).toHaveLength(0);
    session.start(4);
    session.rail.interrupt(1, 3);
    session.model.stream(0).finish('Hi.');
    expect(session.kinds()).toEqual([FrameKind.LLM_DELTA, FrameKind.LLM_DONE]);
  });

  it('takes a doubled start for one', () => {
    const session = new ScriptedSession();
    session.start(1);
    session.start(1);
    expect(session.model.streams).toHaveLength(1);
    session.model.stream(0).finish('Hi.');
    session.start(1);
    expect(session.model.streams).toHaveLength(1);
  });

  it('uses the stream that was opened beforehand, and gives it back when nobody did', () => {
    const session = new ScriptedSession();
    session.prepare();
    session.prepare();
    expect(session.model.streams).toHaveLength(1);
    session.start(1);
    expect(session.model.streams).toHaveLength(1);
    expect(session.model.stream(0).prompt).toContain('hello');
    session.prepare();
    session.clock.advance(29_999);
    expect(session.model.openStreams).toBe(1);
    session.clock.advance(1);
    expect(session.model.openStreams).toBe(0);
  });

  it('does not use a prepared stream that has failed meanwhile', () => {
    const session = new ScriptedSession();
    session.prepare();
    session.model.stream(0).fail('UNAVAILABLE');
    session.start(1);
    session.model.stream(1).finish('Hi.');
    expect(session.kinds()).toEqual([FrameKind.LLM_DELTA, FrameKind.LLM_DONE]);
  });

  it('asks once more when the server was not there and nothing had been said', () => {
    const session = new ScriptedSession();
    session.start(1, { tools: [WEATHER_TOOL] });
    session.model.stream(0).say('<tool_call>{"name"');
    session.model.stream(0).fail('UNAVAILABLE');
    session.clock.advance(100);
    session.model.stream(1).finish('Hi.');
    expect(session.kinds()).toEqual([FrameKind.LLM_DELTA, FrameKind.LLM_DONE]);
  });

  it('does not ask a third time', () => {
    const session = new ScriptedSession();
    session.start(1);
    session.model.stream(0).fail('UNAVAILABLE');
    session.clock.advance(100);
    session.model.stream(1).fail('UNAVAILABLE');
    expect(payload(FrameKind.LLM_FAILED, session.received()[0])).toEqual({
      code: 'unavailable',
      message: 'the model answered UNAVAILABLE',
      retryable: true,
    });
    expect(session.clock.pendingTimers).toBe(0);
  });

  it('does not ask again once something was said, nor after an error that would stay', () => {
    const session = new ScriptedSession();
    session.start(1);
    session.model.stream(0).say('Hel');
    session.model.stream(0).fail('UNAVAILABLE');
    session.start(2);
    session.model.stream(1).fail('INTERNAL');
    session.clock.advance(1_000);
    expect(session.model.streams).toHaveLength(2);
    expect(session.kinds()).toEqual([
      FrameKind.LLM_DELTA,
      FrameKind.LLM_FAILED,
      FrameKind.LLM_FAILED,
    ]);
  });

  it('does not ask again for an order that was interrupted while it waited to', () => {
    const session = new ScriptedSession();
    session.start(1);
    session.model.stream(0).fail('UNAVAILABLE');
    session.rail.interrupt(1, 1);
    session.clock.advance(1_000);
    expect(session.model.streams).toHaveLength(1);
    expect(session.received()).toEqual([]);
  });

  it.each([
    ['a model that does not begin', 0, 5_000, 'first_token_timeout'],
    ['a model that stops in the middle', 1, 3_000, 'token_timeout'],
    ['an answer that takes too long', 5, 2_000, 'deadline_exceeded'],
  ])('gives up %s', (_, tokens, silenceMs, code) => {
    const session = new ScriptedSession();
    session.start(1);
    for (let token = 0; token < tokens; token += 1) {
      if (token > 0) session.clock.advance(2_000);
      session.model.stream(0).say(' word');
    }
    session.clock.advance(silenceMs - 1);
    expect(session.failures).toEqual([]);
    session.clock.advance(1);
    expect(payload(FrameKind.LLM_FAILED, session.received().at(-1)).code).toBe(code);
    expect(session.model.stream(0).cancelled).toBe(true);
    expect(session.clock.pendingTimers).toBe(0);
  });

  it('does not take a stream for complete whose model never said that it was done', () => {
    const session = new ScriptedSession();
    session.start(1);
    session.model.stream(0).say('Hel');
    session.model.stream(0).close();
    expect(payload(FrameKind.LLM_FAILED, session.received().at(-1))).toMatchObject({
      code: 'stream_incomplete',
      retryable: true,
    });
  });

  it('answers a start that it cannot read, or that cannot become a prompt', () => {
    const session = new ScriptedSession();
    session.bus.publish(
      railSubject(SID, 'llm', 'in'),
      encodeJsonFrame(
        FrameKind.LLM_PREPARE,
        { order: 1, seq: 0, offset: 0 },
        {
          traceparent: 'x',
        },
      ).with(1, FrameKind.LLM_START),
    );
    session.bus.deliver();
    session.start(2, { instructions: '', messages: [] });
    const [unreadable, empty] = session.received();
    expect(payload(FrameKind.LLM_FAILED, unreadable)).toMatchObject({
      code: 'bad_request',
      retryable: false,
    });
    expect(payload(FrameKind.LLM_FAILED, empty)).toMatchObject({ code: 'prompt_empty' });
    expect(session.model.streams).toHaveLength(0);
  });

  it('leaves an order to the worker that the gateway means', () => {
    const session = new ScriptedSession();
    session.start(1, { worker: 'llm-another' });
    expect(session.model.streams).toHaveLength(0);
    session.start(2, { worker: 'llm-worker' });
    expect(session.model.streams).toHaveLength(1);
    expect(session.received()).toEqual([]);
  });

  it('lets a start that it cannot read kill no order below it', () => {
    const session = new ScriptedSession();
    const garbage = new Uint8Array(Buffer.from('{"text":5}'));
    session.bus.publish(
      railSubject(SID, 'llm', 'in'),
      encodeFrame({
        kind: FrameKind.LLM_START,
        order: 99_999,
        seq: 0,
        offset: 0,
        payload: garbage,
      }),
    );
    session.start(3);
    session.model.stream(0).finish('Still here.');
    const kinds = session.received().map(({ kind, order }) => [kind, order]);
    expect(kinds).toEqual([
      [FrameKind.LLM_FAILED, 99_999],
      [FrameKind.LLM_DELTA, 3],
      [FrameKind.LLM_DONE, 3],
    ]);
  });

  it('bounds the generations of a session', () => {
    const session = new ScriptedSession();
    for (let order = 1; order <= 9; order += 1) session.start(order);
    expect(session.model.openStreams).toBe(8);
    expect(payload(FrameKind.LLM_FAILED, session.received()[0]).code).toBe('resource_exhausted');
  });

  it('gives everything back at its end, in the middle of whatever it does', () => {
    const session = new ScriptedSession();
    session.start(1);
    session.model.stream(0).say('Hello');
    session.start(2);
    session.model.stream(1).fail('UNAVAILABLE');
    session.prepare();
    session.received();
    session.rail.close();
    session.rail.close();
    expect(session.isReleased).toBe(true);
    session.start(3);
    session.clock.advance(60_000);
    expect(session.received()).toEqual([]);
  });
});
