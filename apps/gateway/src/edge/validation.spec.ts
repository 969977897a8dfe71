import { ControlDto, SessionUpdateDto, ToolResponseDto } from '@voxrail/contracts';
import fc from 'fast-check';

import { readConnectRequest } from './socket-io/connect-request';
import { readMessage } from './validation';

function messageOf(action: () => unknown): string {
  try {
    action();
    return 'nothing was refused';
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad_request' });
    return error instanceof Error ? error.message : '';
  }
}

describe('reading a message of a client', () => {
  it('gives the message when all of it is as described', () => {
    const message = readMessage(ControlDto, { action: 'mute', event_id: 'e1' });
    expect(message).toMatchObject({ action: 'mute', event_id: 'e1' });
  });

  it.each([
    [{ action: 'jump' }, 'action'],
    [{}, 'action'],
    [{ action: 'mute', loud: true }, 'loud is not a known field'],
    [{ action: 'mute', event_id: 5 }, 'event_id'],
    ['mute', 'not a JSON object'],
    [['mute'], 'not a JSON object'],
    [Buffer.from('mute'), 'not a JSON object'],
    [undefined, 'action'],
  ])('refuses %j and names what is wrong', (sent, named) => {
    expect(messageOf(() => readMessage(ControlDto, sent))).toContain(named);
  });

  it.each([
    [{ session: { turn_detection: { silence_ms: 'soon' } } }, 'session.turn_detection.silence_ms'],
    [{ session: { turn_detection: { silense_ms: 300 } } }, 'session.turn_detection.silense_ms'],
    [{ session: { turn_detection: 5 } }, 'session.turn_detection'],
    [{ session: { turn_detection: null } }, 'session.turn_detection must not be null'],
    [{ session: { voice: null } }, 'session.voice must not be null'],
    [{ session: { generation: { top_p: 2 } } }, 'session.generation.top_p'],
    [{ session: { tools: [{ name: 'no spaces' }] } }, 'session.tools.0.name'],
    [{ session: { modalities: [] } }, 'session.modalities'],
    [{ session: 'default' }, 'session'],
    [{}, 'session'],
  ])('names the field inside a configuration: %j', (sent, named) => {
    expect(messageOf(() => readMessage(SessionUpdateDto, sent))).toContain(named);
  });

  it('takes a null where it is a value', () => {
    expect(readMessage(SessionUpdateDto, { session: { greeting: null } }).session.greeting).toBe(
      null,
    );
    const answer = readMessage(ToolResponseDto, { request_id: 'call_1', result: null });
    expect(answer.result).toBe(null);
    expect(
      readMessage(ToolResponseDto, { request_id: 'call_1', result: { a: null } }).result,
    ).toEqual({ a: null });
  });

  it.each([
    ['a field', (deep: unknown) => ({ session: { turn_detection: deep } })],
    ['metadata', (deep: unknown) => ({ session: { metadata: { deep } } })],
    ['a schema', (deep: unknown) => ({ session: { tools: [{ parameters: { deep } }] } })],
  ])('refuses what is as deep as a message of 64 KiB can be: %s', (_where, around) => {
    const deep: unknown = JSON.parse('['.repeat(30_000) + ']'.repeat(30_000));
    expect(messageOf(() => readMessage(SessionUpdateDto, around(deep)))).toContain('levels deep');
  });

  it.each([
    { constructor: 'Ferrari', prototype: 5 },
    { in: [{ constructor: null }, { constructor: { name: 'x' } }] },
    JSON.parse('{"__proto__": {"polluted": true}}') as object,
  ])('leaves the result of a tool as it is, whatever its keys are called: %j', (result) => {
    const answer = readMessage(ToolResponseDto, { request_id: 'call_1', result });
    expect(answer.result).toBe(result);
    expect('polluted' in {}).toBe(false);
  });

  it('refuses or reads anything, and never fails otherwise', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (sent) => {
        for (const type of [ControlDto, SessionUpdateDto, ToolResponseDto]) {
          try {
            readMessage<object>(type, sent);
          } catch (error) {
            expect(error).toMatchObject({ code: 'bad_request' });
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('reading a connect', () => {
  it('takes the defaults when it names no session', () => {
    expect(readConnectRequest({})).toEqual({});
  });

  it('takes credentials, as text', () => {
    expect(readConnectRequest({ token: 'x', api_key: 'y' })).toEqual({ token: 'x', api_key: 'y' });
    expect(messageOf(() => readConnectRequest({ token: 5 }))).toContain('token');
    expect(messageOf(() => readConnectRequest({ api_key: ['a'] }))).toContain('api_key');
  });

  it('names a field that it does not know', () => {
    expect(messageOf(() => readConnectRequest({ sesion: {} }))).toContain('sesion');
  });
});
