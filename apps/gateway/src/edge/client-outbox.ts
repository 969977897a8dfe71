/**
 * What a client is to be sent, in order, until the work that caused it is done: a write to a socket
 * takes a fifth of a millisecond, and an order to a rail that follows from the same event must not wait
 * for the client's copy of that event.
 */
export class ClientOutbox {
  private waiting: (() => void)[] = [];

  /** `send` is called after this call's work and the broker's writes that it brings. */
  public add(send: () => void): void {
    this.waiting.push(send);
    if (this.waiting.length > 1) return;
    // The broker's client writes at the next microtask; this comes after it.
    queueMicrotask(() => {
      queueMicrotask(() => {
        this.flush();
      });
    });
  }

  /** Sends what waits now: for what must not wait, and at the end. */
  public flush(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const send of waiting) send();
  }
}
