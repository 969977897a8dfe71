/** A turn, and how long its speaker pauses between its parts. */
export interface PausedTurn {
  readonly parts: readonly string[];
  /** One between each two parts. */
  readonly pausesMs: readonly number[];
}

/** How long pauses are. */
export interface PauseRange {
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** Between words that are said in one go: shorter than any silence that a turn could end with. */
export const SHORT_PAUSES: PauseRange = { shortestMs: 120, longestMs: 240 };

/** Of somebody who hesitates. */
export const LONG_PAUSES: PauseRange = { shortestMs: 250, longestMs: 600 };

/** Steps of this share of a range visit it evenly and in no order. */
const GOLDEN_SHARE = (Math.sqrt(5) - 1) / 2;

/** Lengths spread evenly, whatever the words around the pause: what is said cannot favour a rule. */
export function pauseMs(index: number, { shortestMs, longestMs }: PauseRange): number {
  const share = (index * GOLDEN_SHARE) % 1;
  return Math.round(shortestMs + share * (longestMs - shortestMs));
}

/** The turns of lines in which `|` marks a pause as long as `range` says. */
export function readPausedTurns(
  lines: readonly string[],
  range: PauseRange = LONG_PAUSES,
): PausedTurn[] {
  let pauses = 0;
  return lines.map((line) => {
    const parts = line.split('|').map((part) => part.trim());
    const pausesMs = parts.slice(1).map(() => pauseMs((pauses += 1), range));
    return { parts, pausesMs };
  });
}
