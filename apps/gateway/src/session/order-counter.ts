/** Gives a session's orders their numbers: they only rise, and nobody else gives any. */
export class OrderCounter {
  private last = 0;

  public next(): number {
    this.last += 1;
    return this.last;
  }
}
