import type { Clock } from '@voxrail/clock';
import type { StateBucket, StateBucketOptions, StateEntry } from '@voxrail/messaging';
import { BusError } from '@voxrail/messaging';

interface Stored extends StateEntry {
  readonly writtenAtMs: number;
}

/** A `StateBucket` inside one process, for unit tests: several parties share it. */
export class InMemoryBucket implements StateBucket {
  private readonly stored = new Map<string, Stored>();
  private revision = 0;

  public constructor(
    private readonly options: StateBucketOptions,
    private readonly isConnected: () => boolean,
    private readonly clock?: Clock,
  ) {}

  public async read(key: string): Promise<StateEntry | undefined> {
    await this.reach();
    return this.current(key);
  }

  public async write(key: string, data: Uint8Array, after: number): Promise<number> {
    await this.reach();
    return this.store(key, data.slice(), after);
  }

  public async remove(key: string, after: number): Promise<void> {
    await this.reach();
    this.store(key, undefined, after);
  }

  /** Plays the restart of the broker: all is lost. */
  public wipe(): void {
    this.stored.clear();
    this.revision = 0;
  }

  /** Keys under which something stands: none when every session has ended. */
  public get keys(): string[] {
    return [...this.stored.keys()].filter((key) => this.current(key)?.data !== undefined);
  }

  private current(key: string): StateEntry | undefined {
    const stored = this.stored.get(key);
    if (stored === undefined || this.nowMs - stored.writtenAtMs >= this.options.ttlMs) {
      this.stored.delete(key);
      return undefined;
    }
    return { data: stored.data, revision: stored.revision };
  }

  private store(key: string, data: Uint8Array | undefined, after: number): number {
    if ((this.current(key)?.revision ?? 0) !== after) {
      throw new BusError('conflict', 'somebody else has written meanwhile');
    }
    this.revision += 1;
    this.stored.set(key, { data, revision: this.revision, writtenAtMs: this.nowMs });
    return this.revision;
  }

  private async reach(): Promise<void> {
    await Promise.resolve();
    if (!this.isConnected()) throw new BusError('disconnected', 'the message bus has no server');
  }

  private get nowMs(): number {
    return this.clock?.nowMs() ?? 0;
  }
}
