import { AwakeClock } from './awake-clock';

/** Measures how long something takes on a machine that runs: while this process stalls, no time passes. */
export class Stopwatch {
  private readonly clock = new AwakeClock();

  private constructor() {}

  public static start(): Stopwatch {
    return new Stopwatch();
  }

  /** Milliseconds since the start. */
  public stop(): number {
    this.clock.stop();
    return this.clock.nowMs();
  }
}
