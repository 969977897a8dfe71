import { Client, credentials } from '@grpc/grpc-js';

import { channelOptions } from './channel-options';

/**
 * A cancelled call resets its HTTP/2 stream, and servers count resets as a sign of attack: one that runs
 * on Node drops the whole connection after 1,000 of them in short order, then at 33 a second, and every
 * call on it fails. Half of that leaves room for resets that we do not see.
 */
const RESETS_PER_CONNECTION = 500;

/** One connection at a time, which is replaced before a server would find it suspicious. */
export class RenewedConnection {
  private client: Client;
  private resets = 0;
  private closed = false;

  /** Connects with the first call. */
  public constructor(private readonly address: string) {
    this.client = this.createClient();
  }

  /** For calls that begin now. */
  public get current(): Client {
    return this.client;
  }

  /** A call on it was reset by us. */
  public countReset(): void {
    this.resets += 1;
    if (this.resets < RESETS_PER_CONNECTION || this.closed) return;
    this.resets = 0;
    const retired = this.client;
    this.client = this.createClient();
    // Connects now, not with the next call.
    this.client.getChannel().getConnectivityState(true);
    // A call that has just been made is not on its connection yet; those that are go on to their end.
    setImmediate(() => {
      retired.close();
    });
  }

  public close(): void {
    this.closed = true;
    this.client.close();
  }

  private createClient(): Client {
    return new Client(this.address, credentials.createInsecure(), channelOptions());
  }
}
