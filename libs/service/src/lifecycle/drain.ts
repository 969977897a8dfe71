/** Work that should end, or move elsewhere, before the process does. */
export interface DrainStep {
  /** As it is shown in the log when it does not end in time. */
  readonly name: string;
  /** Stops taking new work and resolves when the old has gone. It is not waited for beyond `deadlineMs`. */
  drain(deadlineMs: number): Promise<void>;
}

/** All of a service's drain steps; they run at once, at the beginning of a shutdown. */
export class Drain {
  private readonly registered: DrainStep[] = [];

  public get steps(): readonly DrainStep[] {
    return this.registered;
  }

  public add(step: DrainStep): void {
    this.registered.push(step);
  }
}
