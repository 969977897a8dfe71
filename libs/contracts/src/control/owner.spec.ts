import fc from 'fast-check';

import { decodeOwnerReply, decodeOwnerRequest, encodeOwnerMessage } from './owner';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('what gateways ask each other', () => {
  it.each([
    { verb: 'status', gateway: 'gateway-1' },
    { verb: 'tool_result', gateway: 'gateway-1', requestId: 'call_1', result: { found: true } },
    { verb: 'tool_result', gateway: 'gateway-1', requestId: 'call_1', error: 'no such thing' },
  ] as const)('comes over as it was: %j', (request) => {
    expect(decodeOwnerRequest(encodeOwnerMessage(request))).toEqual(request);
  });

  it.each([
    { ok: true, value: { state: 'active' } },
    { ok: true, value: null },
    { ok: false, code: 'session_not_found', message: 'gone' },
  ] as const)('is answered as it was: %j', (reply) => {
    expect(decodeOwnerReply(encodeOwnerMessage(reply))).toEqual(reply);
  });

  it.each(['', '[]', 'null', '{}', '{"verb":"steal","gateway":"g"}', '{"verb":"end"}'])(
    'is not understood from %s',
    (text) => {
      expect(decodeOwnerRequest(bytes(text))).toBeUndefined();
    },
  );

  it.each(['', '{"ok":1}', '{"ok":false}', '{"ok":false,"code":"toString","message":"x"}'])(
    'is not answered by %s',
    (text) => {
      expect(decodeOwnerReply(bytes(text))).toBeUndefined();
    },
  );

  it('is read from anything without a failure', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (data) => {
        decodeOwnerRequest(data);
        decodeOwnerReply(data);
      }),
    );
  });
});
