import { heardCharacters } from '../history/heard-words';
import type { AnswerRecord, HeardMark } from './session-record';

/** The pace of a person, beyond what is known of the speech. */
const CHARACTERS_PER_MS = 15 / 1_000;

const START: HeardMark = { ms: 0, characters: 0 };

/** How many characters of the answer, in whole words, the person has heard after `playedMs` of its audio. */
export function heardOf(answer: AnswerRecord, playedMs: number): number {
  if (!answer.spoken) return answer.text.length;
  return heardCharacters(answer.text, charactersAt(answer.marks, playedMs));
}

function charactersAt(marks: readonly HeardMark[], playedMs: number): number {
  if (playedMs <= 0) return 0;
  let before = START;
  for (const mark of marks) {
    if (mark.ms > playedMs) return between(before, mark, playedMs);
    if (mark.characters >= before.characters) before = mark;
  }
  return before.characters + (playedMs - before.ms) * CHARACTERS_PER_MS;
}

function between(before: HeardMark, after: HeardMark, playedMs: number): number {
  const share = (playedMs - before.ms) / (after.ms - before.ms);
  return before.characters + share * (after.characters - before.characters);
}
