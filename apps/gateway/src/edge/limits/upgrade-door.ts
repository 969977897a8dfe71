import type { IncomingMessage } from 'node:http';

import { VoxrailError } from '@voxrail/contracts';
import { metrics } from '@voxrail/observability';

import type { OriginPolicy } from '../origin-policy';
import type { AddressLimits, AddressVerdict } from './address-limits';
import type { ClientAddress, ClientAddresses } from './client-address';

export interface UpgradeDoorParts {
  readonly addresses: ClientAddresses;
  readonly limits: AddressLimits;
  readonly origins: OriginPolicy;
}

const TOO_MANY: Readonly<Record<Exclude<AddressVerdict, 'pass'>, string>> = {
  too_many_handshakes: 'too many new connections from this address',
  too_many_connections: 'too many connections from this address',
};

/** What every client passes: a WebSocket before it is one, and a request over HTTP. */
export class UpgradeDoor {
  public constructor(private readonly parts: UpgradeDoorParts) {}

  /** Who asks over HTTP. @throws VoxrailError `forbidden` for a page of another origin */
  public request(request: IncomingMessage): ClientAddress {
    this.checkPage(request);
    return this.parts.addresses.of(request);
  }

  /** As `request`, for what costs as much as a connection. @throws VoxrailError `rate_limited` as well */
  public costlyRequest(request: IncomingMessage): ClientAddress {
    const address = this.parts.addresses.of(request);
    // Its connections are not streams: how many of those an address has says nothing about it.
    if (this.parts.limits.handshake(address) === 'too_many_handshakes') {
      throw refused('too_many_handshakes');
    }
    this.checkPage(request);
    return address;
  }

  /**
   * Counts a connection, until its socket is closed.
   * @throws VoxrailError `rate_limited`, `forbidden` for a page of another origin
   */
  public enter(request: IncomingMessage): ClientAddress {
    const { addresses, limits } = this.parts;
    const address = addresses.of(request);
    const verdict = limits.handshake(address);
    if (verdict !== 'pass') throw refused(verdict);
    this.checkPage(request);
    // A socket that is closed already says so to nobody.
    if (!request.socket.destroyed) request.socket.once('close', limits.open(address));
    return address;
  }

  private checkPage({ headers }: IncomingMessage): void {
    try {
      this.parts.origins.checkPage({ origin: headers.origin, host: headers.host });
    } catch (error) {
      metrics.connectionsRefusedTotal.inc({ reason: 'origin' });
      throw error;
    }
  }
}

function refused(verdict: Exclude<AddressVerdict, 'pass'>): VoxrailError {
  metrics.connectionsRefusedTotal.inc({ reason: verdict });
  return new VoxrailError('rate_limited', TOO_MANY[verdict]);
}
