import type { TtsAlignment } from '@voxrail/contracts';
import { OUTPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

interface Segment {
  readonly textStart: number;
  readonly textEnd: number;
  readonly sampleStart: number;
  readonly sampleEnd: number | null;
}

/** After so many samples so many characters have been spoken. */
export interface SpokenPoint {
  readonly sample: number;
  readonly characters: number;
}

/** English speech runs at about 15 characters a second; used while a segment's end is not known yet. */
const SAMPLES_PER_CHARACTER = OUTPUT_SAMPLE_RATE_HZ / 15;

/** Which characters of a speech's text its samples speak. */
export class SpeechAlignment {
  private readonly segments = new Map<string, Segment>();
  private part = 0;
  private textBase = 0;
  private sampleBase = 0;

  /** Segments from here on count from these positions: another worker speaks the rest. */
  public rebase(text: number, sample: number): void {
    this.part += 1;
    this.textBase = text;
    this.sampleBase = sample;
  }

  public add(alignment: TtsAlignment): void {
    const end = alignment.sampleEnd;
    this.segments.set(`${this.part}.${alignment.segment}`, {
      textStart: alignment.textStart + this.textBase,
      textEnd: alignment.textEnd + this.textBase,
      sampleStart: alignment.sampleStart + this.sampleBase,
      sampleEnd: typeof end === 'number' ? end + this.sampleBase : null,
    });
  }

  /** Where segments begin and end, in the order in which they were told. */
  public get points(): SpokenPoint[] {
    return [...this.segments.values()].flatMap((segment) => {
      const { textStart, textEnd, sampleStart } = segment;
      const sampleEnd = segment.sampleEnd ?? sampleStart + estimatedSamples(segment);
      return [
        { sample: sampleStart, characters: textStart },
        { sample: sampleEnd, characters: textEnd },
      ];
    });
  }

  /** Characters that have been spoken when `sample` samples have been played; proportional inside a segment. */
  public charactersAt(sample: number): number {
    let characters = 0;
    for (const segment of this.segments.values()) {
      if (sample <= segment.sampleStart) continue;
      characters = Math.max(characters, spokenOf(segment, sample));
    }
    return characters;
  }
}

function estimatedSamples({ textStart, textEnd }: Segment): number {
  return (textEnd - textStart) * SAMPLES_PER_CHARACTER;
}

function spokenOf(segment: Segment, sample: number): number {
  const length = segment.textEnd - segment.textStart;
  const duration =
    segment.sampleEnd === null
      ? estimatedSamples(segment)
      : segment.sampleEnd - segment.sampleStart;
  if (duration <= 0) return segment.textEnd;
  const share = Math.min(1, (sample - segment.sampleStart) / duration);
  return segment.textStart + share * length;
}
