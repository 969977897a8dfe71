import { selectProtocol, sessionOf, tokenOf } from './stream-request';

describe('the target of an upgrade', () => {
  it('names a session', () => {
    expect(sessionOf('/v1/sessions/abcDEF_-123/stream')).toBe('abcDEF_-123');
    expect(sessionOf('/v1/sessions/abcDEF_-123/stream?x=1')).toBe('abcDEF_-123');
  });

  it.each([
    undefined,
    '',
    '/',
    '/socket.io',
    '/v1/sessions/abcDEF_-123',
    '/v1/sessions/abcDEF_-123/stream/',
    '/v1/sessions/abcDEF_-123/stream/more',
    '/v2/sessions/abcDEF_-123/stream',
    '/v1/sessions/short/stream',
    '/v1/sessions/abc.DEF.123/stream',
    '/v1/sessions/abcDEF*>123/stream',
    '/v1/sessions/%61bcDEF_-123/stream',
    '//v1/sessions/abcDEF_-123/stream',
    'http://elsewhere/v1/sessions/abcDEF_-123/stream',
  ])('names none: %j', (target) => {
    expect(sessionOf(target)).toBeUndefined();
  });
});

describe('the token of an upgrade', () => {
  it('comes in the Authorization header', () => {
    expect(tokenOf({ authorization: 'Bearer a.b.c' })).toBe('a.b.c');
    expect(tokenOf({ authorization: 'bearer a.b.c' })).toBe('a.b.c');
  });

  it('comes beside the name of the protocol', () => {
    const header = 'voice-agent.v1, token.a.b.c';
    expect(tokenOf({ 'sec-websocket-protocol': header })).toBe('a.b.c');
    expect(tokenOf({ 'sec-websocket-protocol': 'token.a.b.c,voice-agent.v1' })).toBe('a.b.c');
  });

  it('is not looked for elsewhere', () => {
    expect(tokenOf({})).toBeUndefined();
    expect(tokenOf({ 'sec-websocket-protocol': 'token.a.b.c' })).toBeUndefined();
    expect(tokenOf({ 'sec-websocket-protocol': 'voice-agent.v1' })).toBeUndefined();
    expect(tokenOf({ cookie: 'token=a.b.c' })).toBeUndefined();
  });

  it('is a bad one, and not none, where the header is of another kind', () => {
    expect(tokenOf({ authorization: 'Basic YTpi' })).toBe('');
    expect(tokenOf({ authorization: 'Bearer a b' })).toBe('');
  });
});

describe('the subprotocol', () => {
  it('is the protocol’s name, whatever else was offered', () => {
    expect(selectProtocol(new Set(['token.a.b.c', 'voice-agent.v1']))).toBe('voice-agent.v1');
    expect(selectProtocol(new Set(['token.a.b.c']))).toBe(false);
    expect(selectProtocol(new Set(['voice-agent.v2']))).toBe(false);
  });
});
