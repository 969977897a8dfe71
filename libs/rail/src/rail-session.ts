import type { OfferReply } from '@voxrail/contracts';

/** A worker's part of one session, from its claim to its end. */
export interface RailSession {
  /** Orders `from` to `to`, both included, are dead. Called for each broadcast, doubled ones too. */
  interrupt?(from: number, to: number): void;

  /**
   * Gives everything back (subscriptions, timers, inference streams) before it returns. Called more
   * than once it does nothing more.
   */
  close(): void;
}

/** Makes a rail's sessions; each rail has its own. */
export interface RailSessionFactory<S extends RailSession = RailSession> {
  /**
   * Whether the rail's models can take work. Without it, always. While false, claims are answered
   * `busy` and the service is not ready.
   */
  isReady?(): boolean;

  /** What the rail's models know. Without it, nothing is known of them. */
  offer?(): Promise<OfferReply>;

  /**
   * Subscribes to what the gateway will send for `sid`, before it returns: the claim is answered
   * when the server has seen these subscriptions. Interrupts and the end come from the registry.
   * `workerId` is what starts of orders for this worker name (`isMeantFor`).
   */
  open(sid: string, gateway: string, workerId: string): S;
}
