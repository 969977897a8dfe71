import type { Clock } from '@voxrail/clock';

import type { ClientAddress } from './client-address';
import { OpenConnections } from './open-connections';
import { TokenBucket } from './token-bucket';

export interface AddressRules {
  readonly connections: number;
  readonly handshakesPerSecond: number;
}

/** Programs of this machine have rules of their own. */
export interface AddressRuleSet {
  readonly remote: AddressRules;
  readonly loopback: AddressRules;
}

export type AddressVerdict = 'pass' | 'too_many_handshakes' | 'too_many_connections';

/** Handshakes at once after a rest, in seconds of the rate. */
const BURST_SECONDS = 5;

/** About 10 MB of memory. */
const MOST_NETWORKS = 50_000;

const SWEEP_MS = 10_000;

/**
 * Connections and handshakes of each client network. Its handshakes are forgotten when its allowance is
 * whole again, or when too many others come.
 */
export class AddressLimits {
  private readonly connections = new OpenConnections();
  private readonly handshakes = new Map<string, TokenBucket>();
  private sweepAtMs = 0;

  public constructor(
    private readonly clock: Clock,
    private readonly rules: AddressRuleSet,
    private readonly mostNetworks = MOST_NETWORKS,
  ) {}

  /** Counts a handshake; `pass` says that a connection may be opened. */
  public handshake(address: ClientAddress): AddressVerdict {
    this.sweep();
    if (!this.bucketOf(address).take()) return 'too_many_handshakes';
    const { connections } = this.rulesFor(address);
    return this.connections.of(address.network) < connections ? 'pass' : 'too_many_connections';
  }

  /** Counts a connection until the function that is returned is called. */
  public open({ network }: ClientAddress): () => void {
    return this.connections.open(network);
  }

  /** Networks whose handshakes are remembered. */
  public get size(): number {
    return this.handshakes.size;
  }

  private bucketOf(address: ClientAddress): TokenBucket {
    const known = this.handshakes.get(address.network);
    if (known !== undefined) return known;
    if (this.handshakes.size >= this.mostNetworks) this.forgetOldest();
    const perSecond = this.rulesFor(address).handshakesPerSecond;
    const burst = Math.max(1, perSecond * BURST_SECONDS);
    const bucket = new TokenBucket(this.clock, { perSecond, burst });
    this.handshakes.set(address.network, bucket);
    return bucket;
  }

  private rulesFor({ isLoopback }: ClientAddress): AddressRules {
    return isLoopback ? this.rules.loopback : this.rules.remote;
  }

  private sweep(): void {
    const nowMs = this.clock.nowMs();
    if (nowMs < this.sweepAtMs) return;
    this.sweepAtMs = nowMs + SWEEP_MS;
    for (const [network, bucket] of this.handshakes) {
      if (bucket.isFull) this.handshakes.delete(network);
    }
  }

  private forgetOldest(): void {
    const [oldest] = this.handshakes.keys();
    if (oldest !== undefined) this.handshakes.delete(oldest);
  }
}
