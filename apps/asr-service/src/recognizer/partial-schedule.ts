import { INPUT_SAMPLE_RATE_HZ, msToSamples } from '@voxrail/contracts';

/**
 * Audio between two partial transcripts. A partial is promised every 500 ms of speech; 300 leaves
 * room for the request that is under way when it falls due.
 */
const PARTIAL_EVERY_SAMPLES = msToSamples(300, INPUT_SAMPLE_RATE_HZ);

/** Decides, by audio and not by the clock, which requests to the recognizer also ask for its text. */
export class PartialSchedule {
  private lastSample: number;

  /** @param startSample where speech began: no text is expected of what is before. */
  public constructor(startSample: number) {
    this.lastSample = startSample;
  }

  public isDue(endSample: number): boolean {
    return endSample - this.lastSample >= PARTIAL_EVERY_SAMPLES;
  }

  public decodedAt(endSample: number): void {
    this.lastSample = endSample;
  }
}
