import { lacksSubjectOrVerb } from './rules/auxiliaries';
import { endsInConjunction } from './rules/conjunctions';
import { endsInDeterminer } from './rules/determiners';
import { leavesListOpen } from './rules/enumerations';
import { hesitates } from './rules/hesitations';
import { endsInsideNumber } from './rules/numbers';
import { onlyOpensSentence } from './rules/openings';
import { lacksObject } from './rules/objects';
import { endsInPreposition } from './rules/prepositions';
import { endsInsideSpelling } from './rules/spelling';
import type { SpokenTail } from './spoken-tail';
import { readTail } from './spoken-tail';

/** Why more is expected. */
export type UnfinishedReason =
  | 'filler'
  | 'spelling'
  | 'number'
  | 'conjunction'
  | 'determiner'
  | 'preposition'
  | 'auxiliary'
  | 'object'
  | 'enumeration'
  | 'opening'
  | 'mark';

export type EndOfTurnVerdict =
  | { readonly kind: 'complete' }
  | { readonly kind: 'unfinished'; readonly reason: UnfinishedReason };

type Rule = (tail: SpokenTail) => boolean;

/** Asked in this order; the first that holds gives the reason. */
const RULES: readonly (readonly [UnfinishedReason, Rule])[] = [
  ['filler', hesitates],
  ['spelling', endsInsideSpelling],
  ['number', endsInsideNumber],
  ['conjunction', endsInConjunction],
  ['determiner', endsInDeterminer],
  ['preposition', endsInPreposition],
  ['auxiliary', lacksSubjectOrVerb],
  ['object', lacksObject],
  ['enumeration', leavesListOpen],
  ['opening', onlyOpensSentence],
  ['mark', ({ mark }): boolean => mark === 'open'],
];

/**
 * Whether the words said up to a pause are a turn or the beginning of one. English only. Looks at the
 * words alone: a sentence that could end here is complete, also if its speaker means to go on.
 * @param text as recognized: case and punctuation may be there or not
 */
export function judgeEndOfTurn(text: string): EndOfTurnVerdict {
  const tail = readTail(text);
  if (tail.words.length === 0) return { kind: 'complete' };
  const found = RULES.find(([, holds]) => holds(tail));
  return found === undefined ? { kind: 'complete' } : { kind: 'unfinished', reason: found[0] };
}

/**
 * Groups of digits and letters are said with pauses of up to half a second between them, and how many
 * will come is not known: waiting longer would make every short code slow.
 */
const BETWEEN_GROUPS_MS = 500;

/** The turn could end here as well. */
const IN_DOUBT_MS = 500;

/** How long silence may last beyond the rule for silence; absent: as long as the session allows. */
const HOLD_MS: Readonly<Partial<Record<UnfinishedReason, number>>> = {
  number: BETWEEN_GROUPS_MS,
  spelling: BETWEEN_GROUPS_MS,
  enumeration: IN_DOUBT_MS,
  opening: IN_DOUBT_MS,
  mark: IN_DOUBT_MS,
};

/**
 * How long a turn stays open after END_OF_SPEECH.
 * @param idleMs `turn_detection.idle_ms`, the most that it may
 */
export function holdMs(verdict: EndOfTurnVerdict, idleMs: number): number {
  switch (verdict.kind) {
    case 'complete':
      return 0;
    case 'unfinished':
      return Math.min(idleMs, HOLD_MS[verdict.reason] ?? idleMs);
  }
}
