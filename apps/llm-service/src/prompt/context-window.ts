import type { HistoryMessage } from '@voxrail/contracts';

/**
 * Cuts history where it may be cut: before a message of the person that follows something else. So
 * a call is never parted from its results.
 */
export function splitIntoTurns(history: readonly HistoryMessage[]): HistoryMessage[][] {
  const turns: HistoryMessage[][] = [];
  let previous: HistoryMessage | undefined;
  for (const message of history) {
    const current = turns.at(-1);
    if (current === undefined || (message.role === 'user' && previous?.role !== 'user')) {
      turns.push([message]);
    } else {
      current.push(message);
    }
    previous = message;
  }
  return turns;
}

export interface FittedHistory {
  readonly kept: readonly HistoryMessage[];
  readonly droppedMessages: number;
}

/**
 * The newest turns of history that need at most `budgetTokens`; the oldest go first. Null when not
 * even the newest one fits.
 */
export function fitHistory(
  history: readonly HistoryMessage[],
  budgetTokens: number,
  measureTurn: (turn: readonly HistoryMessage[]) => number,
): FittedHistory | null {
  const turns = splitIntoTurns(history);
  let remaining = budgetTokens;
  let first = turns.length;
  for (const turn of turns.toReversed()) {
    remaining -= measureTurn(turn);
    if (remaining < 0) break;
    first -= 1;
  }
  if (first === turns.length && turns.length > 0) return null;
  const kept = turns.slice(first).flat();
  return { kept, droppedMessages: history.length - kept.length };
}
