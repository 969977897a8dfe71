import type { AudioChunkInfo } from '@voxrail/contracts';
import { BYTES_PER_SAMPLE, OUTPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

const MS_PER_SECOND = 1_000;

/** Offsets are rounded to the microsecond each, and a sample is 45 of them. */
const SAME_OFFSET_MS = 0.02;

/**
 * When a binary message has to be announced by `audio_start`: it is of another turn than the one
 * before, or does not follow it without a gap.
 */
export class AudioAnnouncement {
  private turn = -1;
  private nextOffsetMs = 0;

  /** Notes the next message. @returns whether it has to be announced */
  public isNeeded(pcm: Uint8Array, { turn, offset_ms }: AudioChunkInfo): boolean {
    const follows = turn === this.turn && Math.abs(offset_ms - this.nextOffsetMs) <= SAME_OFFSET_MS;
    const samples = pcm.byteLength / BYTES_PER_SAMPLE;
    this.turn = turn;
    this.nextOffsetMs = offset_ms + (samples * MS_PER_SECOND) / OUTPUT_SAMPLE_RATE_HZ;
    return !follows;
  }
}
