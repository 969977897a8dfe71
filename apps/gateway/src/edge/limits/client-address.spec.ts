import type { IncomingMessage } from 'node:http';

import { ClientAddresses, knownAddress } from './client-address';

const PRIVATE = 'loopback,linklocal,uniquelocal';

function request(peer: string, forwardedFor?: string): IncomingMessage {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  const socket = { remoteAddress: peer };
  return { headers, socket, connection: socket } as unknown as IncomingMessage;
}

describe('ClientAddresses', () => {
  const direct = new ClientAddresses({ proxyHops: 0, trustedProxies: PRIVATE });
  const oneHop = new ClientAddresses({ proxyHops: 1, trustedProxies: PRIVATE });
  const twoHops = new ClientAddresses({ proxyHops: 2, trustedProxies: '10.0.0.0/8, 203.0.113.7' });

  it('takes the peer’s own address when there is no proxy, whatever it says', () => {
    expect(direct.of(request('198.51.100.1', '9.9.9.9')).address).toBe('198.51.100.1');
    expect(direct.of(request('127.0.0.1', '9.9.9.9')).address).toBe('127.0.0.1');
  });

  it('does not say where somebody is for whom a proxy asks that it does not know', () => {
    expect(knownAddress(direct.of(request('127.0.0.1')))).toBe('127.0.0.1');
    expect(knownAddress(direct.of(request('127.0.0.1', '127.0.0.1')))).toBe('');
    expect(knownAddress(oneHop.of(request('127.0.0.1', '198.51.100.1')))).toBe('198.51.100.1');
    expect(knownAddress(undefined)).toBe('');
  });

  it('takes what the proxy added, not what the client wrote before it', () => {
    expect(oneHop.of(request('127.0.0.1', '198.51.100.1')).address).toBe('198.51.100.1');
    expect(oneHop.of(request('127.0.0.1', '1.1.1.1, 2.2.2.2, 198.51.100.1')).address).toBe(
      '198.51.100.1',
    );
  });

  it('reads nothing that comes from somewhere else than a proxy', () => {
    expect(oneHop.of(request('198.51.100.1', '9.9.9.9')).address).toBe('198.51.100.1');
  });

  it('goes through as many proxies as there are, and no further', () => {
    expect(twoHops.of(request('10.0.0.1', '1.1.1.1, 198.51.100.1, 203.0.113.7')).address).toBe(
      '198.51.100.1',
    );
    expect(twoHops.of(request('10.0.0.1', '1.1.1.1, 198.51.100.1')).address).toBe('198.51.100.1');
    expect(twoHops.of(request('10.0.0.1', '1.1.1.1, 10.0.0.2, 10.0.0.3')).address).toBe('10.0.0.2');
  });

  it('takes the peer’s address when the header makes no sense', () => {
    expect(oneHop.of(request('127.0.0.1', 'unknown')).address).toBe('127.0.0.1');
    expect(oneHop.of(request('127.0.0.1', '1.2.3.4, <script>')).address).toBe('127.0.0.1');
    expect(oneHop.of(request('127.0.0.1', '')).address).toBe('127.0.0.1');
  });

  it('knows this machine under each of its names', () => {
    for (const peer of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) {
      expect(direct.of(request(peer)).isLoopback).toBe(true);
    }
    expect(direct.of(request('::ffff:10.0.0.1')).isLoopback).toBe(false);
    expect(direct.of(request('::ffff:10.0.0.1')).address).toBe('10.0.0.1');
  });

  it('counts an IPv6 network as one, and IPv4 addresses each', () => {
    const { network } = direct.of(request('2001:db8:0:1::5'));
    expect(direct.of(request('2001:db8:0:1:ffff:0:0:9')).network).toBe(network);
    expect(direct.of(request('2001:db8:0:2::5')).network).not.toBe(network);
    expect(direct.of(request('192.0.2.1')).network).not.toBe(
      direct.of(request('192.0.2.2')).network,
    );
  });

  it('refuses to start with proxies that it cannot read', () => {
    expect(() => new ClientAddresses({ proxyHops: 1, trustedProxies: 'nginx' })).toThrow(TypeError);
  });
});
