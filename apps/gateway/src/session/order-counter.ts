/** Gives a session's orders their numbers: they only rise, and nobody else gives any. */
export class OrderCounter {
  /** @param given the last number that was given; 0: none. */
  public constructor(private given = 0) {}

  public next(): number {
    this.given += 1;
    return this.given;
  }

  public get last(): number {
    return this.given;
  }
}
