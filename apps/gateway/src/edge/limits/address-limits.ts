import type { Clock } from '@voxrail/clock';

import type { ClientAddress } from './client-address';
import { TokenBucket } from './token-bucket';

export interface AddressRules {
  readonly connections: number;
  readonly handshakesPerSecond: number;
}

export type AddressVerdict = 'pass' | 'too_many_handshakes' | 'too_many_connections';

interface Usage {
  connections: number;
  readonly handshakes: TokenBucket;
}

/** Handshakes at once after a rest, in seconds of the rate. */
const BURST_SECONDS = 5;

/** About 10 MB of memory. Those who hold connections are fewer: that is another limit. */
const MOST_NETWORKS = 50_000;

const SWEEP_MS = 10_000;

/**
 * Connections and handshakes of each client network. What is remembered of one that is not connected
 * is forgotten when its allowance is whole again, or when too many others come.
 */
export class AddressLimits {
  private readonly networks = new Map<string, Usage>();
  private sweepAtMs = 0;

  public constructor(
    private readonly clock: Clock,
    private readonly rules: { readonly remote: AddressRules; readonly loopback: AddressRules },
    private readonly mostNetworks = MOST_NETWORKS,
  ) {}

  /** Counts a handshake; `pass` says that a connection may be opened. */
  public handshake(address: ClientAddress): AddressVerdict {
    this.sweep();
    const usage = this.usageOf(address);
    if (!usage.handshakes.take()) return 'too_many_handshakes';
    const { connections } = this.rulesFor(address);
    return usage.connections < connections ? 'pass' : 'too_many_connections';
  }

  /** Counts a connection until the function that is returned is called. */
  public open(address: ClientAddress): () => void {
    const usage = this.usageOf(address);
    usage.connections += 1;
    let open = true;
    return () => {
      if (open) usage.connections -= 1;
      open = false;
    };
  }

  /** Networks that are remembered. */
  public get size(): number {
    return this.networks.size;
  }

  private usageOf(address: ClientAddress): Usage {
    const known = this.networks.get(address.network);
    if (known !== undefined) return known;
    if (this.networks.size >= this.mostNetworks) this.forgetOldest();
    const perSecond = this.rulesFor(address).handshakesPerSecond;
    const burst = Math.max(1, perSecond * BURST_SECONDS);
    const usage: Usage = {
      connections: 0,
      handshakes: new TokenBucket(this.clock, { perSecond, burst }),
    };
    this.networks.set(address.network, usage);
    return usage;
  }

  private rulesFor({ isLoopback }: ClientAddress): AddressRules {
    return isLoopback ? this.rules.loopback : this.rules.remote;
  }

  private sweep(): void {
    const nowMs = this.clock.nowMs();
    if (nowMs < this.sweepAtMs) return;
    this.sweepAtMs = nowMs + SWEEP_MS;
    for (const [network, usage] of this.networks) {
      if (usage.connections === 0 && usage.handshakes.isFull) this.networks.delete(network);
    }
  }

  private forgetOldest(): void {
    for (const [network, { connections }] of this.networks) {
      if (connections > 0) continue;
      this.networks.delete(network);
      return;
    }
  }
}
