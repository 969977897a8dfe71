interface Arrival {
  readonly endSample: number;
  readonly atMs: number;
}

/** Longer than any silence rule plus a recognizer that is late (10 s each), in messages of 20 ms. */
const MAX_ARRIVALS = 1_024;

/** When which audio arrived, so that an event about a sample has a time on this process's clock. */
export class ArrivalTimes {
  private readonly arrivals: Arrival[] = [];

  public add(endSample: number, atMs: number): void {
    this.arrivals.push({ endSample, atMs });
    if (this.arrivals.length > MAX_ARRIVALS) this.arrivals.splice(0, MAX_ARRIVALS / 4);
  }

  /** When the message that held the sample before `endSample` came; null if that is forgotten or unknown. */
  public of(endSample: number): number | null {
    const oldest = this.arrivals[0];
    if (oldest === undefined || oldest.endSample > endSample) return null;
    let low = 0;
    let high = this.arrivals.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const arrival = this.arrivals[middle];
      if (arrival !== undefined && arrival.endSample < endSample) low = middle + 1;
      else high = middle;
    }
    return this.arrivals[low]?.atMs ?? null;
  }
}
