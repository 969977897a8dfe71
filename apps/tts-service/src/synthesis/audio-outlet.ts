import { OUTPUT_SAMPLE_RATE_HZ, msToSamples } from '@voxrail/contracts';

/** The contract's longest frame. */
const MAX_FRAME_SAMPLES = msToSamples(100, OUTPUT_SAMPLE_RATE_HZ);

/** The first frame is short, so that it can be on its way while the next is cut. */
const FIRST_FRAME_SAMPLES = msToSamples(40, OUTPUT_SAMPLE_RATE_HZ);

/** Cuts a speech's audio into frames and lets out as much as there is credit for; the rest waits, in order. */
export class AudioOutlet {
  private readonly waiting: Int16Array[] = [];
  private sent = 0;

  public constructor(
    private credit: number,
    /** `offset` is the position of the frame's first sample in the speech. */
    private readonly send: (offset: number, pcm: Int16Array) => void,
  ) {}

  public get sentSamples(): number {
    return this.sent;
  }

  /** Samples that may be sent in all. */
  public get creditSamples(): number {
    return this.credit;
  }

  /** Whether audio waits for credit. */
  public get blocked(): boolean {
    return this.waiting.length > 0;
  }

  public push(pcm: Int16Array): void {
    if (pcm.length > 0) this.waiting.push(pcm);
    this.letOut();
  }

  /** `total` samples may be sent in all; less than before changes nothing. */
  public grant(total: number): void {
    this.credit = Math.max(this.credit, total);
    this.letOut();
  }

  /** Drops what waits. */
  public close(): void {
    this.waiting.length = 0;
    this.credit = this.sent;
  }

  private letOut(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      const longest = this.sent === 0 ? FIRST_FRAME_SAMPLES : MAX_FRAME_SAMPLES;
      const length = Math.min(next.length, longest, this.credit - this.sent);
      if (length === 0) return;
      if (length === next.length) this.waiting.shift();
      else this.waiting[0] = next.subarray(length);
      const offset = this.sent;
      this.sent += length;
      this.send(offset, next.subarray(0, length));
    }
  }
}
