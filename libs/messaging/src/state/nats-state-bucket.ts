import type { KV, NatsConnection } from 'nats';
import { ErrorCode, NatsError, StorageType } from 'nats';

import { BusError } from '../bus/bus-error';
import type { StateBucket, StateBucketOptions, StateEntry } from './state-bucket';

/** Below what anybody who waits for a session takes for lost; a write takes about half a millisecond. */
const DEADLINE_MS = 1_000;

/** JetStream's number for a write that does not follow the last one. */
const WRONG_LAST_SEQUENCE = 10_071;

/** `StateBucket` as a key-value bucket of JetStream. It is made where it is missing. */
export class NatsStateBucket implements StateBucket {
  private opened: { readonly on: NatsConnection; readonly bucket: Promise<KV> } | undefined;

  /** @param server the connection of the moment. @throws BusError where there is none. */
  public constructor(
    private readonly options: StateBucketOptions,
    private readonly server: () => NatsConnection,
  ) {}

  public async read(key: string): Promise<StateEntry | undefined> {
    const entry = await this.attempt(async (bucket) => bucket.get(key));
    if (entry === null) return undefined;
    const { operation, revision } = entry;
    return { revision, data: operation === 'PUT' ? entry.value.slice() : undefined };
  }

  public async write(key: string, data: Uint8Array, after: number): Promise<number> {
    return this.attempt(async (bucket) => bucket.put(key, data, { previousSeq: after }));
  }

  public async remove(key: string, after: number): Promise<void> {
    await this.attempt(async (bucket) => bucket.delete(key, { previousSeq: after }));
  }

  /** Once more with the bucket made anew: a broker that was restarted has none. */
  private async attempt<T>(use: (bucket: KV) => Promise<T>): Promise<T> {
    try {
      return await use(await this.open());
    } catch (error) {
      if (!isMissing(error)) throw stateError(error);
    }
    this.opened = undefined;
    try {
      return await use(await this.open());
    } catch (error) {
      throw stateError(error);
    }
  }

  private async open(): Promise<KV> {
    const server = this.server();
    if (this.opened?.on === server) return this.opened.bucket;
    const { name, ttlMs } = this.options;
    // A direct read may be of a replica that lags, and waits in vain where the bucket is missing.
    const options = { storage: StorageType.Memory, history: 1, ttl: ttlMs, allow_direct: false };
    const bucket = server.jetstream({ timeout: DEADLINE_MS }).views.kv(name, options);
    const opened = { on: server, bucket };
    this.opened = opened;
    bucket.catch(() => {
      if (this.opened === opened) this.opened = undefined;
    });
    return bucket;
  }
}

/** Whether the stream of the bucket may be missing. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof NatsError)) return false;
  return [String(ErrorCode.NoResponders), String(ErrorCode.JetStream404NoMessages)].includes(error.code);
}

function stateError(cause: unknown): BusError {
  if (cause instanceof BusError) return cause;
  if (!(cause instanceof NatsError)) {
    return new BusError('unavailable', 'the broker keeps no state', { cause });
  }
  if (cause.api_error?.err_code === WRONG_LAST_SEQUENCE) {
    return new BusError('conflict', 'somebody else has written meanwhile', { cause });
  }
  switch (cause.code) {
    case String(ErrorCode.Timeout):
      return new BusError('timeout', 'the broker did not answer in time', { cause });
    case String(ErrorCode.ConnectionClosed):
    case String(ErrorCode.ConnectionDraining):
      return new BusError('disconnected', 'the broker was lost', { cause });
    default:
      return new BusError('unavailable', 'the broker keeps no state', { cause });
  }
}
