import type { NatsConnection } from 'nats';
import { Events, connect } from 'nats';

import type { Clock, Timer } from '@voxrail/clock';

import type { NatsEndpoint } from '../nats-options';
import { RECONNECT_WAIT_MS, natsClientOptions } from '../nats-options';
import { NatsStateBucket } from '../state/nats-state-bucket';
import type { StateBucket, StateBucketOptions } from '../state/state-bucket';
import { BusError } from './bus-error';
import type { BusObserver } from './bus-observer';
import { withinDeadline } from './deadline';
import type { BusStatus, BusSubscription, MessageBus, MessageHandler } from './message-bus';
import { requestOn } from './nats-request';
import { NatsBusSubscription } from './nats-subscription';
import { PublishGather } from './publish-gather';

/** Below the time that a gateway waits for a claim's answer, which waits for a flush. */
const FLUSH_DEADLINE_MS = 400;

const DRAIN_DEADLINE_MS = 500;

/** `MessageBus` on one connection of its own, apart from Nest's, so that control messages do not queue behind audio. */
export class NatsMessageBus implements MessageBus {
  private connection: NatsConnection | undefined;
  private status: BusStatus = 'disconnected';
  private wasConnected = false;
  private retry: { readonly timer: Timer; readonly wake: () => void } | undefined;
  private readonly subscriptions = new Set<NatsBusSubscription>();
  private readonly listeners = new Set<(status: BusStatus) => void>();
  private readonly gathered: PublishGather;
  private readonly running: Promise<void>;

  public constructor(
    private readonly endpoint: NatsEndpoint,
    private readonly clock: Clock,
    private readonly observer: Partial<BusObserver>,
  ) {
    this.gathered = new PublishGather(clock, (subject, data) => {
      this.send(subject, data);
    });
    this.running = this.stayConnected();
  }

  public get connected(): boolean {
    return this.status === 'connected';
  }

  public get subscriptionCount(): number {
    return this.subscriptions.size;
  }

  public publish(subject: string, data: Uint8Array): void {
    this.gathered.flush();
    this.send(subject, data);
  }

  public publishSoon(subject: string, data: Uint8Array): void {
    this.gathered.add(subject, data);
  }

  public subscribe(subject: string, onMessage: MessageHandler): BusSubscription {
    const subscription = new NatsBusSubscription(subject, onMessage, this.observer, (ended) => {
      this.subscriptions.delete(ended);
    });
    if (this.status === 'closed') return subscription;
    this.subscriptions.add(subscription);
    if (this.connection !== undefined) this.attach(subscription, this.connection);
    return subscription;
  }

  public async request(
    subject: string,
    data: Uint8Array,
    deadlineMs: number,
  ): Promise<Uint8Array> {
    this.gathered.flush();
    return requestOn(this.server, subject, data, deadlineMs);
  }

  public bucket(options: StateBucketOptions): StateBucket {
    return new NatsStateBucket(options, () => this.server);
  }

  public async flush(): Promise<void> {
    this.gathered.flush();
    const flushed = this.server.flush();
    const outcome = await withinDeadline(this.clock, FLUSH_DEADLINE_MS, flushed).catch((cause: unknown) => {
      throw new BusError('disconnected', 'the message bus lost its server', { cause });
    });
    if (outcome === 'late') throw new BusError('timeout', 'the message bus did not flush in time');
  }

  public onStatus(listener: (status: BusStatus) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  public async close(): Promise<void> {
    if (this.status === 'closed') return;
    const connection = this.connection;
    const wasConnected = this.status === 'connected';
    this.gathered.flush();
    this.setStatus('closed');
    this.retry?.timer.cancel();
    this.retry?.wake();
    if (connection !== undefined) {
      if (wasConnected) await this.drain(connection);
      await connection.close().catch(() => undefined);
    }
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.listeners.clear();
    await this.running;
  }

  /** @throws BusError `disconnected`, `closed`. */
  private get server(): NatsConnection {
    if (this.status === 'closed') throw new BusError('closed', 'the message bus is closed');
    if (this.connection !== undefined && this.status === 'connected') return this.connection;
    throw new BusError('disconnected', 'the message bus has no server');
  }

  private send(subject: string, data: Uint8Array): void {
    if (this.connection === undefined || this.status !== 'connected') {
      this.observer.dropped?.('disconnected');
      return;
    }
    try {
      this.connection.publish(subject, data);
    } catch (error) {
      this.observer.dropped?.('refused');
      this.observer.serverError?.(error);
    }
  }

  private async drain(connection: NatsConnection): Promise<void> {
    // A drain that fails or hangs has nothing left to save: the connection is closed next.
    await withinDeadline(this.clock, DRAIN_DEADLINE_MS, connection.drain()).catch(() => 'late');
  }

  /**
   * The client library reconnects by itself once it was connected. This loop is for what it does
   * not do: the first connection, and a connection that it gave up.
   */
  private async stayConnected(): Promise<void> {
    while (this.status !== 'closed') {
      const connection = await connect(natsClientOptions(this.endpoint)).catch(() => undefined);
      if (connection === undefined) {
        await this.waitToRetry();
      } else if (this.isClosed()) {
        await connection.close();
      } else {
        await this.use(connection);
      }
    }
  }

  private async use(connection: NatsConnection): Promise<void> {
    this.connection = connection;
    for (const subscription of this.subscriptions) this.attach(subscription, connection);
    this.becomeConnected();
    void this.follow(connection);
    const error = await connection.closed();
    this.connection = undefined;
    if (error instanceof Error) this.observer.serverError?.(error);
    if (!this.isClosed()) this.setStatus('disconnected');
  }

  private async follow(connection: NatsConnection): Promise<void> {
    for await (const event of connection.status()) {
      if (event.type === Events.Disconnect) {
        if (!this.isClosed()) this.setStatus('disconnected');
      } else if (event.type === Events.Reconnect) {
        if (!this.isClosed()) this.becomeConnected();
      } else if (event.type === Events.Error) {
        this.observer.serverError?.(
          new Error('the server reported an error', { cause: event.data }),
        );
      }
    }
  }

  private attach(subscription: NatsBusSubscription, connection: NatsConnection): void {
    try {
      subscription.attach(connection);
    } catch (error) {
      this.observer.serverError?.(error);
    }
  }

  private becomeConnected(): void {
    if (this.wasConnected) this.observer.reconnected?.();
    this.wasConnected = true;
    this.setStatus('connected');
  }

  private setStatus(status: BusStatus): void {
    if (this.status === status) return;
    this.status = status;
    for (const listener of this.listeners) listener(status);
  }

  /** Asked again after an await, where the compiler still believes what was true before it. */
  private isClosed(): boolean {
    return this.status === 'closed';
  }

  private async waitToRetry(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.retry = { timer: this.clock.schedule(RECONNECT_WAIT_MS, resolve), wake: resolve };
    });
    this.retry = undefined;
  }
}
