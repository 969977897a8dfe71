/** How many connections each client network holds. What holds none is not remembered. */
export class OpenConnections {
  private readonly counts = new Map<string, number>();

  public of(network: string): number {
    return this.counts.get(network) ?? 0;
  }

  /** Counts one until the function that is returned is called. */
  public open(network: string): () => void {
    this.counts.set(network, this.of(network) + 1);
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      const left = this.of(network) - 1;
      if (left > 0) this.counts.set(network, left);
      else this.counts.delete(network);
    };
  }

  /** Networks that hold any. */
  public get size(): number {
    return this.counts.size;
  }
}
