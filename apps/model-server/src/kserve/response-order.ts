/** A place in the order of responses; filled once, later fillings are ignored. */
export interface ResponseSlot<Response> {
  readonly filled: boolean;
  fill(response: Response): void;
}

class Slot<Response> implements ResponseSlot<Response> {
  public response: Response | undefined;

  public constructor(private readonly onFilled: () => void) {}

  public get filled(): boolean {
    return this.response !== undefined;
  }

  public fill(response: Response): void {
    if (this.filled) return;
    this.response = response;
    this.onFilled();
  }
}

/** Lets responses out in the order in which their requests came, whichever is ready first. */
export class ResponseOrder<Response> {
  private readonly slots: Slot<Response>[] = [];

  public constructor(private readonly release: (response: Response) => void) {}

  /** The next place; whoever takes it must fill it, or all that come later wait for ever. */
  public reserve(): ResponseSlot<Response> {
    const slot = new Slot<Response>(() => {
      this.releaseReady();
    });
    this.slots.push(slot);
    return slot;
  }

  private releaseReady(): void {
    for (let first = this.slots[0]; first?.response !== undefined; first = this.slots[0]) {
      this.slots.shift();
      this.release(first.response);
    }
  }
}
