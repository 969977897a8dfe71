/** Does what a message asks for: at once, or, where somebody else has to be asked, when the promise resolves. It never rejects. */
export type Work = () => Promise<void> | undefined;

/** Messages behind one that waits for an answer, which comes within 500 ms. */
const MAX_WAITING = 8;

/** Does what a client asks for in the order in which it came, also where something of it takes time. */
export class MessageOrder {
  private readonly waiting: Work[] = [];
  private busy = false;
  private closed = false;

  /** @returns false where too much is waiting: then it is not done. */
  public take(work: Work): boolean {
    if (this.busy && this.waiting.length >= MAX_WAITING) return false;
    this.waiting.push(work);
    if (!this.busy) this.go();
    return true;
  }

  /** Nothing that waits is done any more. */
  public close(): void {
    this.closed = true;
    this.waiting.length = 0;
  }

  private go(): void {
    while (!this.closed) {
      const pending = this.waiting.shift()?.();
      if (pending !== undefined) {
        this.busy = true;
        void pending.then(() => {
          this.busy = false;
          this.go();
        });
        return;
      }
      if (this.waiting.length === 0) return;
    }
  }
}
