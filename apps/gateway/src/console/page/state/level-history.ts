export interface Levels {
  /** Loudness from 0 to 1. */
  readonly user: number;
  readonly agent: number;
  /** The agent was cut off at this moment. */
  readonly cut: boolean;
}

/** The latest levels at even intervals, oldest first, a fixed number of them. */
export class LevelHistory {
  private readonly ring: Levels[];
  private next = 0;

  public constructor(public readonly length: number) {
    this.ring = Array.from({ length }, () => ({ user: 0, agent: 0, cut: false }));
  }

  public add(levels: Levels): void {
    this.ring[this.next] = levels;
    this.next = (this.next + 1) % this.length;
  }

  public *values(): Generator<Levels> {
    for (let i = 0; i < this.length; i += 1) {
      const levels = this.ring[(this.next + i) % this.length];
      if (levels !== undefined) yield levels;
    }
  }
}
