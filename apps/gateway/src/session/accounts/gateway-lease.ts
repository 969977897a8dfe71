import type { Clock, Timer } from '@voxrail/clock';
import type { StateBucket } from '@voxrail/messaging';
import { BusError } from '@voxrail/messaging';

export interface GatewayLeaseParts {
  /** Its values live for `lifeMs`. */
  readonly bucket: StateBucket;
  readonly clock: Clock;
  readonly gatewayId: string;
  readonly lifeMs: number;
  /** It stands. `mayHaveLapsed`: others may have taken this gateway for dead until now. */
  readonly onRenewed: (mayHaveLapsed: boolean) => void;
}

/** Three may fail before the lease ends. */
export const RENEWALS_IN_A_LIFE = 4;

const NOTHING = new Uint8Array();

/** What tells other gateways that this one is alive: a key in the broker that it keeps writing. */
export class GatewayLease {
  private revision = 0;
  private mayHaveLapsed = false;
  private first: Promise<void> | undefined;
  private renewing: Promise<void> | undefined;
  private renewal: Timer | undefined;
  private stopped = false;

  public constructor(private readonly parts: GatewayLeaseParts) {}

  /** Holds it from here on. Resolves after the first attempt, whatever has come of it. */
  public async hold(): Promise<void> {
    this.first ??= this.renew();
    await this.first;
  }

  /** The broker may have forgotten it. */
  public brokerIsBack(): void {
    if (this.first !== undefined) void this.renew();
  }

  /** @throws BusError where nobody can tell */
  public async isAlive(gatewayId: string): Promise<boolean> {
    return (await this.parts.bucket.read(gatewayId)) !== undefined;
  }

  /** Nobody renews it any more: it ends after `lifeMs`. */
  public stop(): void {
    this.stopped = true;
    this.renewal?.cancel();
  }

  private async renew(): Promise<void> {
    this.renewing ??= this.renewOnce().finally(() => {
      this.renewing = undefined;
    });
    await this.renewing;
  }

  private async renewOnce(): Promise<void> {
    this.renewal?.cancel();
    const stands = await this.write();
    if (this.stopped) return;
    const { clock, lifeMs, onRenewed } = this.parts;
    this.renewal = clock.schedule(lifeMs / RENEWALS_IN_A_LIFE, () => void this.renew());
    if (!stands) return;
    const { mayHaveLapsed } = this;
    this.mayHaveLapsed = false;
    onRenewed(mayHaveLapsed);
  }

  private async write(): Promise<boolean> {
    const { bucket, gatewayId } = this.parts;
    try {
      this.revision = await bucket.write(gatewayId, NOTHING, this.revision);
      return true;
    } catch (error) {
      this.mayHaveLapsed = true;
      if (!(error instanceof BusError) || error.code !== 'conflict') return false;
    }
    try {
      // Expired, forgotten, or written without this gateway having been told.
      const entry = await bucket.read(gatewayId);
      this.revision = await bucket.write(gatewayId, NOTHING, entry?.revision ?? 0);
      return true;
    } catch {
      return false;
    }
  }
}
