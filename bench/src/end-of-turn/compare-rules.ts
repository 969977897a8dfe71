import { holdMs, judgeEndOfTurn } from '../../../apps/gateway/src/session/endpointing/end-of-turn';
import type { HeardTurn } from './heard-turn';

/** The defaults of `turn_detection.silence_ms` and `idle_ms`. */
const SILENCE_MS = 300;
const IDLE_MS = 1_000;

/** What a rule for the end of a turn does to a set of turns. */
export interface RuleFigures {
  /** Pauses that it takes for the end of the turn. */
  readonly cutOff: number;
  /** From the end of speech to the decision that the turn is over, mean over all turns. */
  readonly latencyMs: number;
}

export interface ThresholdFigures extends RuleFigures {
  readonly silenceMs: number;
}

export interface Comparison {
  readonly pauses: number;
  readonly turns: number;
  /** Silence alone, at the default. */
  readonly silence: ThresholdFigures;
  /** The same silence, and the words said so far. */
  readonly check: RuleFigures & {
    /** Turns that were over and held open all the same. */
    readonly heldNeedlessly: number;
  };
  /** Silence alone, as long as the check takes on average. */
  readonly sameLatency: ThresholdFigures;
  /** Silence alone, as long as it takes to cut off no more than the check does. */
  readonly sameCuts: ThresholdFigures;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function silenceFor(text: string): number {
  return SILENCE_MS + holdMs(judgeEndOfTurn(text), IDLE_MS);
}

function threshold(turns: readonly HeardTurn[], silenceMs: number): ThresholdFigures {
  const pauses = turns.flatMap((turn) => turn.pauses);
  const cutOff = pauses.filter(({ pauseMs }) => pauseMs > silenceMs).length;
  return { silenceMs, cutOff, latencyMs: silenceMs };
}

/** The least silence that no more than `cutOff` pauses are longer than. */
function silenceForCuts(turns: readonly HeardTurn[], cutOff: number): number {
  const lengths = turns.flatMap(({ pauses }) => pauses.map(({ pauseMs }) => pauseMs));
  lengths.sort((a, b) => b - a);
  return Math.max(SILENCE_MS, lengths[cutOff] ?? SILENCE_MS);
}

/** Compares the end-of-turn check with silence alone; pauses and ends count once each. */
export function compareRules(turns: readonly HeardTurn[]): Comparison {
  const pauses = turns.flatMap((turn) => turn.pauses);
  const ends = turns.map(({ text }) => silenceFor(text));
  const check = {
    cutOff: pauses.filter(({ text, pauseMs }) => pauseMs > silenceFor(text)).length,
    latencyMs: mean(ends),
    heldNeedlessly: ends.filter((ms) => ms > SILENCE_MS).length,
  };
  return {
    pauses: pauses.length,
    turns: turns.length,
    silence: threshold(turns, SILENCE_MS),
    check,
    sameLatency: threshold(turns, check.latencyMs),
    sameCuts: threshold(turns, silenceForCuts(turns, check.cutOff)),
  };
}
