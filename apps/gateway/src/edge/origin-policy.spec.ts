import { OriginPolicy } from './origin-policy';

const HERE = '127.0.0.1';

describe('OriginPolicy', () => {
  const policy = new OriginPolicy('https://talk.example.org, http://localhost:5173');

  function allows(origin: string | undefined, host = 'localhost:3000', address = HERE): boolean {
    try {
      policy.check({ origin, host, address });
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'forbidden' });
      return false;
    }
  }

  it('lets programs of this machine in, which send no origin', () => {
    expect(allows(undefined)).toBe(true);
    expect(allows(undefined, 'localhost:3000', '::ffff:127.0.0.1')).toBe(true);
    expect(allows(undefined, 'localhost:3000', '::1')).toBe(true);
  });

  it('lets nobody in from another machine', () => {
    expect(allows(undefined, 'localhost:3000', '192.168.1.7')).toBe(false);
    expect(allows('https://talk.example.org', 'localhost:3000', '10.0.0.1')).toBe(false);
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
    expect(allows('https://talk.example.org.evil.example')).toBe(false);
  });
});
