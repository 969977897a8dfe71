/** Why a message was not sent: `disconnected`, or `refused` by the client library (too large, bad subject). */
export type PublishDropReason = 'disconnected' | 'refused';

/** Told of what a bus cannot tell its callers; where metrics and logs attach. Must not throw. */
export interface BusObserver {
  dropped(reason: PublishDropReason): void;
  reconnected(): void;
  handlerFailed(subject: string, error: unknown): void;
  /** Such as a permission that is missing: the server refused a subscription or a message. */
  serverError(error: unknown): void;
}
