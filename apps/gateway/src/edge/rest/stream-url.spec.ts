import { streamUrl } from './stream-url';

describe('streamUrl', () => {
  it.each([
    ['', 'localhost:3000', 'ws://localhost:3000/v1/sessions/a/stream'],
    ['', '[::1]:3000', 'ws://[::1]:3000/v1/sessions/a/stream'],
    ['', 'evil/?x=', 'ws://localhost/v1/sessions/a/stream'],
    ['', undefined, 'ws://localhost/v1/sessions/a/stream'],
    ['https://talk.example.org', 'localhost:3000', 'wss://talk.example.org/v1/sessions/a/stream'],
    ['https://example.org/voice/', 'x', 'wss://example.org/voice/v1/sessions/a/stream'],
  ])('is under the public address %j, or that of the request %j', (publicUrl, host, url) => {
    expect(streamUrl(publicUrl, host, 'a')).toBe(url);
  });
});
