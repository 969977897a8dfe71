import type { IncomingMessage } from 'node:http';

import { VoxrailError } from '@voxrail/contracts';
import { metrics } from '@voxrail/observability';

import type { OriginPolicy } from '../origin-policy';
import type { AddressLimits, AddressVerdict } from './address-limits';
import type { ClientAddress, ClientAddresses } from './client-address';
import type { PendingConnections } from './pending-connections';

export interface UpgradeDoorParts {
  readonly addresses: ClientAddresses;
  readonly limits: AddressLimits;
  readonly origins: OriginPolicy;
  readonly pending: PendingConnections;
}

const TOO_MANY: Readonly<Record<Exclude<AddressVerdict, 'pass'>, string>> = {
  too_many_handshakes: 'too many new connections from this address',
  too_many_connections: 'too many connections from this address',
};

/** What every WebSocket passes before it is one, whichever transport it is for. */
export class UpgradeDoor {
  public constructor(private readonly parts: UpgradeDoorParts) {}

  /**
   * Counts a connection, until its socket is closed.
   * @throws VoxrailError `rate_limited`, `forbidden` for a page of another origin
   */
  public enter(request: IncomingMessage): ClientAddress {
    const { addresses, limits, origins, pending } = this.parts;
    const address = addresses.of(request);
    const verdict = limits.handshake(address);
    if (verdict !== 'pass') {
      metrics.connectionsRefusedTotal.inc({ reason: verdict });
      throw new VoxrailError('rate_limited', TOO_MANY[verdict]);
    }
    try {
      origins.checkPage({ origin: request.headers.origin, host: request.headers.host });
    } catch (error) {
      metrics.connectionsRefusedTotal.inc({ reason: 'origin' });
      throw error;
    }
    pending.admitted(request.socket);
    // A socket that is closed already says so to nobody.
    if (!request.socket.destroyed) request.socket.once('close', limits.open(address));
    return address;
  }
}
