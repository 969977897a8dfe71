/** Decides, by audio and not by the clock, which requests to the recognizer also ask for its text. */
export class PartialSchedule {
  private lastSample: number;
  private hastened = false;

  /**
   * @param startSample where speech began: no text is expected of what is before.
   * @param everySamples audio between two texts.
   */
  public constructor(
    startSample: number,
    private readonly everySamples: number,
  ) {
    this.lastSample = startSample;
  }

  public isDue(endSample: number): boolean {
    return this.hastened || endSample - this.lastSample >= this.everySamples;
  }

  /** The next request asks for the text, however little is new. */
  public hasten(): void {
    this.hastened = true;
  }

  public decodedAt(endSample: number): void {
    this.lastSample = endSample;
    this.hastened = false;
  }
}
