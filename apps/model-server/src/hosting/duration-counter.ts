const NS_PER_MS = 1e6;

/** How often something happened and the nanoseconds it took in all: Triton's unit of statistics. */
export class DurationCounter {
  private total = 0;
  private sumMs = 0;

  public add(ms: number): void {
    this.total += 1;
    this.sumMs += ms;
  }

  public get count(): number {
    return this.total;
  }

  public get ns(): number {
    return Math.round(this.sumMs * NS_PER_MS);
  }
}
