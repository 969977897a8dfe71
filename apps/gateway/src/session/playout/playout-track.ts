/** The audio of one speech on its way to the client, in the order in which it was synthesized. */
export class PlayoutTrack {
  private readonly chunks: Uint8Array[] = [];
  private queuedBytes = 0;
  private receivedBytes = 0;
  private closedForMore = false;
  private start: number | undefined;

  /** Appends PCM16; `pcm` is kept, so it must not be a view into a buffer that lives elsewhere. */
  public push(pcm: Uint8Array): void {
    if (this.closedForMore) return;
    this.chunks.push(pcm);
    this.queuedBytes += pcm.byteLength;
    this.receivedBytes += pcm.byteLength;
  }

  /** No more audio will come; what is queued is still played. */
  public close(): void {
    this.closedForMore = true;
  }

  public get closed(): boolean {
    return this.closedForMore;
  }

  public get queuedSamples(): number {
    return this.queuedBytes / 2;
  }

  public get receivedSamples(): number {
    return this.receivedBytes / 2;
  }

  /** Position in the turn's audio of this track's first sample, once the track is being sent. */
  public get startSample(): number | undefined {
    return this.start;
  }

  public begin(atSample: number): void {
    this.start ??= atSample;
  }

  /** Removes exactly `samples` from the front; there must be as many. */
  public take(samples: number): Uint8Array {
    const wanted = samples * 2;
    const first = this.chunks[0];
    if (first !== undefined && first.byteLength === wanted) {
      this.chunks.shift();
      this.queuedBytes -= wanted;
      return first;
    }
    const taken = new Uint8Array(wanted);
    let filled = 0;
    while (filled < wanted) filled += this.takeInto(taken, filled);
    this.queuedBytes -= wanted;
    return taken;
  }

  /** Removes all that is queued, in its pieces. */
  public takeAll(): Uint8Array[] {
    this.queuedBytes = 0;
    return this.chunks.splice(0);
  }

  private takeInto(target: Uint8Array, at: number): number {
    const chunk = this.chunks[0];
    if (chunk === undefined) throw new RangeError('more samples were taken than are queued');
    const bytes = Math.min(chunk.byteLength, target.byteLength - at);
    target.set(chunk.subarray(0, bytes), at);
    if (bytes === chunk.byteLength) this.chunks.shift();
    else this.chunks[0] = chunk.subarray(bytes);
    return bytes;
  }
}
