import fc from 'fast-check';

import { readWireMessage, toWireMessage } from './wire-messages';

describe('toWireMessage', () => {
  it('gives a message its name as type', () => {
    expect(toWireMessage('user_speech', { speaking: true })).toEqual({
      type: 'user_speech',
      speaking: true,
    });
  });

  it('calls the agent’s state and a tool request as the raw protocol does', () => {
    expect(toWireMessage('agent_state', { speaking: true, processing: false })).toEqual({
      type: 'state',
      agent_speaking: true,
      processing: false,
    });
    const request = {
      request_id: 'r',
      tool_name: 't',
      parameters: { a: 1 },
      turn: 2,
      deadline_ms: 3,
    };
    expect(toWireMessage('tool_request', request)).toEqual({
      type: 'tool_request',
      request_id: 'r',
      tool: 't',
      params: { a: 1 },
      turn: 2,
      deadline_ms: 3,
    });
  });
});

describe('readWireMessage', () => {
  it('takes the type for the name', () => {
    expect(readWireMessage('{"type":"control","action":"mute"}')).toEqual({
      name: 'control',
      sent: { action: 'mute' },
    });
  });

  it.each([
    ['', 'not JSON'],
    ['{"type":"text"', 'not JSON'],
    ['[]', 'not a JSON object'],
    ['null', 'not a JSON object'],
    ['"control"', 'not a JSON object'],
    ['{}', 'type must be a string'],
    ['{"type":5}', 'type must be a string'],
  ])('says what is wrong with %j', (text, expected) => {
    expect(readWireMessage(text)).toContain(expected);
  });

  it('leaves keys that name a prototype for the validation to find', () => {
    const read = readWireMessage('{"type":"control","__proto__":{"polluted":1}}');
    expect(typeof read === 'string' ? [] : Object.keys(read.sent)).toEqual(['__proto__']);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('reads or refuses any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = readWireMessage(text);
        expect(typeof read === 'string' || typeof read.name === 'string').toBe(true);
      }),
    );
  });
});
