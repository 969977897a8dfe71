import type { IncomingMessage } from 'node:http';

import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';

const NETWORK_PARTS = 4;

/** Whoever is at the other end, behind the proxies that are known. */
export interface ClientAddress {
  /** As text, without the `::ffff:` of an IPv4 address. */
  readonly address: string;
  /** What limits count together: an IPv4 address, or an IPv6 network of 64 bits, as one household has. */
  readonly network: string;
  readonly isLoopback: boolean;
  /** Whether a proxy that the settings do not name asks for somebody, who may then be anywhere. */
  readonly isPassedOn: boolean;
}

/** Headers by which a proxy says for whom it asks. */
const FORWARDING_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip'] as const;

/** The address by which it is decided whether a client is on this machine; empty: nobody knows. */
export function knownAddress(client: ClientAddress | undefined): string {
  return client === undefined || client.isPassedOn ? '' : client.address;
}

export interface ProxyRules {
  /** Proxies in front of this gateway. */
  readonly proxyHops: number;
  /** Where they are, as `proxy-addr` writes it. */
  readonly trustedProxies: string;
}

/**
 * Finds a client's address. `X-Forwarded-For` is read from its end, one entry for each hop, and only
 * while the entry before was added by a trusted proxy: what the client wrote itself is never reached.
 */
export class ClientAddresses {
  private readonly hasProxy: boolean;
  private readonly isProxy: (address: string, hop: number) => boolean;

  /** @throws TypeError when `trustedProxies` cannot be read */
  public constructor({ proxyHops, trustedProxies }: ProxyRules) {
    this.hasProxy = proxyHops > 0;
    const names = trustedProxies.split(',').map((name) => name.trim());
    const isTrusted = proxyAddr.compile(names.filter((name) => name !== ''));
    this.isProxy = (address, hop) => hop < proxyHops && isTrusted(address, hop);
  }

  public of(request: IncomingMessage): ClientAddress {
    const claimed = proxyAddr(request, this.isProxy);
    const address = ipaddr.isValid(claimed) ? claimed : (request.socket.remoteAddress ?? '');
    const isPassedOn =
      !this.hasProxy && FORWARDING_HEADERS.some((name) => request.headers[name] !== undefined);
    return { ...describeAddress(address), isPassedOn };
  }
}

function describeAddress(text: string): Omit<ClientAddress, 'isPassedOn'> {
  // A connection that is gone already has no address.
  if (!ipaddr.isValid(text)) return { address: '', network: '', isLoopback: false };
  const parsed = ipaddr.process(text);
  const address = parsed.toString();
  const network =
    parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, NETWORK_PARTS).join(':') : address;
  return { address, network, isLoopback: parsed.range() === 'loopback' };
}
