/** Something the client wants the agent to say, word for word. */
export interface Saying {
  readonly text: string;
  readonly interruptible: boolean;
}

const MAX_QUEUED = 16;

/** What is to be said when it is the agent's turn to speak unasked. */
export class SayQueue {
  private readonly queued: Saying[] = [];

  public get all(): readonly Saying[] {
    return this.queued;
  }

  /** Whether there was room. */
  public add(saying: Saying): boolean {
    if (this.queued.length >= MAX_QUEUED) return false;
    this.queued.push(saying);
    return true;
  }

  /** Replaces all that is queued. */
  public replace(saying: Saying): void {
    this.clear();
    this.queued.push(saying);
  }

  public take(): Saying | undefined {
    return this.queued.shift();
  }

  public clear(): void {
    this.queued.length = 0;
  }
}
