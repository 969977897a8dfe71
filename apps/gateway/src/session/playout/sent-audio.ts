import { BYTES_PER_SAMPLE } from '@voxrail/contracts';

interface SentPiece {
  readonly startSample: number;
  readonly pcm: Uint8Array;
}

/** The latest audio that was sent, so that what was not heard of it can be sent again. */
export class SentAudio {
  private pieces: SentPiece[] = [];

  /** PCM16 that follows what was added before, or what was left by `cutAt`. */
  public add(startSample: number, pcm: Uint8Array): void {
    this.pieces.push({ startSample, pcm });
  }

  /** Nothing before `sample` will be asked for. */
  public forgetBefore(sample: number): void {
    while (this.pieces[0] !== undefined && endOf(this.pieces[0]) <= sample) this.pieces.shift();
  }

  /** Takes out all that was sent from `sample` on, and says from where: later where that is forgotten. */
  public cutAt(sample: number): { readonly fromSample: number; readonly pcm: Uint8Array[] } {
    const fromSample = Math.max(sample, this.pieces[0]?.startSample ?? sample);
    const pcm = this.pieces
      .filter((piece) => endOf(piece) > fromSample)
      .map((piece) => {
        const skipped = Math.max(0, fromSample - piece.startSample);
        return piece.pcm.subarray(skipped * BYTES_PER_SAMPLE);
      });
    this.pieces = this.pieces.flatMap((piece) => {
      const kept = Math.min(endOf(piece), fromSample) - piece.startSample;
      return kept <= 0 ? [] : [{ ...piece, pcm: piece.pcm.subarray(0, kept * BYTES_PER_SAMPLE) }];
    });
    return { fromSample, pcm };
  }
}

function endOf({ startSample, pcm }: SentPiece): number {
  return startSample + pcm.byteLength / BYTES_PER_SAMPLE;
}
