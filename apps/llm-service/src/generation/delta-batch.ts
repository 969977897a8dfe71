/**
 * The text of one answer on its way out: the first piece at once, since somebody waits to hear it; after
 * that, all pieces that come within one turn of the event loop as one. A model's burst of tokens would
 * otherwise be as many messages for each service and the client behind it.
 */
export class DeltaBatch {
  private held = '';
  private offset = 0;
  private sentAny = false;
  private flushPlanned = false;

  /** @param send takes text and the position of its first character. */
  public constructor(private readonly send: (text: string, offset: number) => void) {}

  /** `offset` is where the text before it ended. */
  public add(text: string, offset: number): void {
    if (this.held === '') this.offset = offset;
    this.held += text;
    if (this.sentAny) this.flushSoon();
    else this.flush();
  }

  /** Sends what is held; to be called before anything else is said of the answer. */
  public flush(): void {
    if (this.held === '') return;
    const text = this.held;
    this.held = '';
    this.sentAny = true;
    this.send(text, this.offset);
  }

  /** Nothing that is held is sent any more. */
  public discard(): void {
    this.held = '';
  }

  private flushSoon(): void {
    if (this.flushPlanned) return;
    this.flushPlanned = true;
    setImmediate(() => {
      this.flushPlanned = false;
      this.flush();
    });
  }
}
