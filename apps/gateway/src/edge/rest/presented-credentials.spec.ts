import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

import { presentedIn } from './presented-credentials';

function requestWith(headers: IncomingHttpHeaders): IncomingMessage {
  return { headers } as IncomingMessage;
}

describe('the credentials of an HTTP request', () => {
  it('are a bearer token or an API key', () => {
    expect(presentedIn(requestWith({ authorization: 'Bearer abc' }))).toMatchObject({
      token: 'abc',
      apiKey: undefined,
    });
    expect(presentedIn(requestWith({ authorization: 'bearer  abc' }))).toMatchObject({
      token: 'abc',
    });
    expect(presentedIn(requestWith({ 'x-api-key': 'abc' }))).toMatchObject({
      token: undefined,
      apiKey: 'abc',
    });
  });

  it.each(['Basic abc', 'Bearer', 'Bearer ', 'Bearer a b', ''])(
    'are a bad token, and not none, in %j',
    (authorization) => {
      expect(presentedIn(requestWith({ authorization })).token).toBe('');
    },
  );
});
