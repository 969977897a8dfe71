import { OriginPolicy } from './origin-policy';

describe('OriginPolicy', () => {
  const policy = new OriginPolicy('https://talk.example.org, http://localhost:5173');

  function allows(origin: string | undefined, host = 'localhost:3000'): boolean {
    try {
      policy.checkPage({ origin, host });
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'forbidden' });
      return false;
    }
  }

  it('lets programs in, which send no origin', () => {
    expect(allows(undefined)).toBe(true);
  });

  it('lets its own page in under every loopback name', () => {
    expect(allows('http://localhost:3000')).toBe(true);
    expect(allows('http://127.0.0.1:3000', '127.0.0.1:3000')).toBe(true);
    expect(allows('http://[::1]:3000', '[::1]:3000')).toBe(true);
  });

  it('lets no other page of this machine in', () => {
    expect(allows('http://localhost:8080')).toBe(false);
    expect(allows('null')).toBe(false);
  });

  it('lets no page in whose name was made to resolve to this machine', () => {
    expect(allows('http://rebound.example.com:3000', 'rebound.example.com:3000')).toBe(false);
  });

  it('lets the pages in that its settings name', () => {
    expect(allows('https://talk.example.org')).toBe(true);
    expect(allows('http://localhost:5173')).toBe(true);
  });

  it.each([
    'https://talk.example.org.evil.example',
    'https://evil-talk.example.org',
    'https://eviltalk.example.org',
    'https://example.org',
    'http://talk.example.org',
    'https://talk.example.org:8443',
    'https://talk.example.org/',
    'https://talk.example.org@evil.example',
    'https://TALK.example.org, https://evil.example',
    'null',
    '',
    '*',
    'file://',
  ])('lets nobody in who only looks like one of them: %j', (origin) => {
    expect(allows(origin)).toBe(false);
  });
});
