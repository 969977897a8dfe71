import type { Rule } from '../dialogue';
import { numberAt } from '../spoken-numbers';

interface Operation {
  readonly phrase: readonly string[];
  readonly said: string;
  readonly apply: (left: number, right: number) => number;
}

const add = (left: number, right: number): number => left + right;
const subtract = (left: number, right: number): number => left - right;
const multiply = (left: number, right: number): number => left * right;
const divide = (left: number, right: number): number => left / right;

const OPERATIONS: readonly Operation[] = [
  { phrase: ['plus'], said: 'plus', apply: add },
  { phrase: ['+'], said: 'plus', apply: add },
  { phrase: ['minus'], said: 'minus', apply: subtract },
  { phrase: ['-'], said: 'minus', apply: subtract },
  { phrase: ['times'], said: 'times', apply: multiply },
  { phrase: ['multiplied', 'by'], said: 'times', apply: multiply },
  { phrase: ['*'], said: 'times', apply: multiply },
  { phrase: ['×'], said: 'times', apply: multiply },
  { phrase: ['divided', 'by'], said: 'divided by', apply: divide },
  { phrase: ['over'], said: 'divided by', apply: divide },
  { phrase: ['/'], said: 'divided by', apply: divide },
  { phrase: ['÷'], said: 'divided by', apply: divide },
];

function operationAt(words: readonly string[], at: number): Operation | undefined {
  return OPERATIONS.find(({ phrase }) => phrase.every((word, index) => words[at + index] === word));
}

/** At most three decimals, no trailing zeros. */
function write(value: number): string {
  return String(Math.round(value * 1_000) / 1_000);
}

/** Reckons from left to right, as it was said: "two plus three times four" is twenty. */
function reckon(words: readonly string[], start: number): string | undefined {
  const first = numberAt(words, start);
  if (first === undefined) return undefined;
  let result = first.value;
  let task = write(first.value);
  let at = start + first.words;
  let steps = 0;
  for (let step = operationAt(words, at); step !== undefined; step = operationAt(words, at)) {
    const number = numberAt(words, at + step.phrase.length);
    if (number === undefined) break;
    result = step.apply(result, number.value);
    task += ` ${step.said} ${write(number.value)}`;
    at += step.phrase.length + number.words;
    steps += 1;
  }
  if (steps === 0) return undefined;
  if (!Number.isFinite(result)) return 'Nobody can divide by zero.';
  return `${task} is ${write(result)}.`;
}

export const arithmetic: Rule = ({ said }) => {
  for (let at = 0; at < said.words.length; at += 1) {
    const answer = reckon(said.words, at);
    if (answer !== undefined) return answer;
  }
  return undefined;
};
