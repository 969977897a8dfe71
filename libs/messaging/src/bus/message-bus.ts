import type { StateBucket, StateBucketOptions } from '../state/state-bucket';

/** What the connection of a `MessageBus` is doing; `closed` is final. */
export type BusStatus = 'connected' | 'disconnected' | 'closed';

/** A standing interest in a subject. */
export interface BusSubscription {
  /** After this the handler is not called. Calling it again is harmless. */
  unsubscribe(): void;
}

/** Answers a request. Nobody may be waiting any more; then nothing happens. */
export type Respond = (answer: Uint8Array) => void;

/** `respond` is there when the message is a request. */
export type MessageHandler = (data: Uint8Array, subject: string, respond?: Respond) => void;

/**
 * The data plane: bytes on subjects, at most once, in order per publisher. Everything that must not
 * be lost is made so by whoever sends it (orders, sequence numbers, deadlines), not here.
 */
export interface MessageBus {
  readonly connected: boolean;

  /** Subscriptions that have not been given back: the same before and after whatever has ended. */
  readonly subscriptionCount: number;

  /**
   * Sends `data`, which must not be written to afterwards: it is read only at the next microtask.
   * While disconnected, or when the server would refuse it, the message is dropped and counted;
   * this never throws.
   */
  publish(subject: string, data: Uint8Array): void;

  /**
   * As `publish`, for what comes often: the message may wait up to 4 ms for others, in order with
   * all that is published.
   */
  publishSoon(subject: string, data: Uint8Array): void;

  /**
   * Calls `onMessage` in the socket-read path: it must return soon. `data` is a view into a chunk
   * that holds other messages too, so copy it before keeping it. A handler that throws is logged
   * and called again for the next message. Subscriptions outlive the loss of the connection.
   * On a closed bus this does nothing.
   */
  subscribe(subject: string, onMessage: MessageHandler): BusSubscription;

  /**
   * Asks whoever listens on `subject`; the first answer counts, and is the caller's to keep.
   * @throws BusError `no_responders` at once, `timeout`, `disconnected`.
   */
  request(subject: string, data: Uint8Array, deadlineMs: number): Promise<Uint8Array>;

  /** A key-value bucket in the server's memory, the same for all who name it alike. */
  bucket(options: StateBucketOptions): StateBucket;

  /**
   * Resolves when the server has seen everything sent so far, subscriptions included.
   * @throws BusError `disconnected` or `timeout`, both worth a retry.
   */
  flush(): Promise<void>;

  /** Calls `listener` at each change; the function it returns ends that. */
  onStatus(listener: (status: BusStatus) => void): () => void;

  /** Sends what is waiting, within a deadline, and ends. Never rejects; calling it again is harmless. */
  close(): Promise<void>;
}

/** Injection token of the process's `MessageBus`. */
export const MESSAGE_BUS = Symbol('MESSAGE_BUS');
