/** A turn, and how long its speaker pauses between its parts. */
export interface PausedTurn {
  readonly parts: readonly string[];
  /** One between each two parts. */
  readonly pausesMs: readonly number[];
}

const SHORTEST_MS = 250;
const LONGEST_MS = 600;

/** Steps of this share of a range visit it evenly and in no order. */
const GOLDEN_SHARE = (Math.sqrt(5) - 1) / 2;

/** Lengths spread evenly, whatever the words around the pause: what is said cannot favour a rule. */
function pauseMs(index: number): number {
  const share = (index * GOLDEN_SHARE) % 1;
  return Math.round(SHORTEST_MS + share * (LONGEST_MS - SHORTEST_MS));
}

/** The turns of lines in which `|` marks a pause; the pauses are 250 to 600 ms long. */
export function readPausedTurns(lines: readonly string[]): PausedTurn[] {
  let pauses = 0;
  return lines.map((line) => {
    const parts = line.split('|').map((part) => part.trim());
    const pausesMs = parts.slice(1).map(() => pauseMs((pauses += 1)));
    return { parts, pausesMs };
  });
}
