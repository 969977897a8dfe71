import type { Socket } from 'node:net';

import { metrics } from '@voxrail/observability';

import type { AddressRuleSet } from './address-limits';
import type { ClientAddresses } from './client-address';
import { OpenConnections } from './open-connections';

/** Times the streams that an address may have: each begins as one of these, and pages ask for more. */
const PER_STREAM = 2;

/**
 * TCP connections that are no stream: silent ones, slow ones, those of ordinary requests. Without a
 * limit for each address, one client could take all that the port has. A proxy has all its clients'.
 */
export class PendingConnections {
  private readonly connections = new OpenConnections();
  private readonly ends = new WeakMap<Socket, () => void>();

  public constructor(
    private readonly addresses: ClientAddresses,
    private readonly rules: AddressRuleSet,
  ) {}

  /** Counts a connection that was just accepted, or closes it. */
  public accept(socket: Socket): void {
    if (this.addresses.isProxy(socket)) return;
    const { network, isLoopback } = this.addresses.ofPeer(socket);
    const rules = isLoopback ? this.rules.loopback : this.rules.remote;
    if (this.connections.of(network) >= rules.connections * PER_STREAM) {
      metrics.connectionsRefusedTotal.inc({ reason: 'too_many_pending' });
      socket.destroy();
      return;
    }
    const end = this.connections.open(network);
    this.ends.set(socket, end);
    socket.once('close', end);
  }

  /** It has become a stream, which is counted elsewhere. */
  public admitted(socket: Socket): void {
    this.ends.get(socket)?.();
  }
}
