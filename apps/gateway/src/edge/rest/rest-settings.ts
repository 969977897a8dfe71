/** Settings of the gateway that its HTTP interface needs. */
export class RestSettings {
  /** @param publicUrl where clients reach this gateway; empty: where their request came in */
  public constructor(public readonly publicUrl: string) {}
}
