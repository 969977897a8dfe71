import fc from 'fast-check';

/** Stands in what hostile clients say: whoever else receives it was sent what is not its own. */
export const INTRUDER = 'zqintruder';

/** As deep as a message of 64 KiB can be: what looks into it by recursion runs out of stack. */
const DEEPEST = 30_000;

/** Names that mean something to JavaScript, to the libraries or to the protocol. */
const ODD_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'toJSON',
  'hasOwnProperty',
  'then',
  'length',
  '_placeholder',
  'num',
  'type',
  'event_id',
  'session',
  '',
] as const;

/** Stands for a list within a list within a list, too deep for the tools of a test; `textOf` writes it out. */
function nested(depth: number): string {
  return `\u0000nested:${depth}`;
}

const NESTED = /"\\u0000nested:(\d+)"/g;

/** The JSON of a value, `nested` written out. */
export function textOf(value: unknown): string {
  return ((JSON.stringify(value) as string | undefined) ?? 'null').replace(
    NESTED,
    (_, depth: string) => `${'['.repeat(Number(depth))}${']'.repeat(Number(depth))}`,
  );
}

export const oddName: fc.Arbitrary<string> = fc.oneof(fc.constantFrom(...ODD_NAMES), fc.string());

/** What JSON can be, with a preference for what nobody expects. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: fc.jsonValue() },
  {
    weight: 8,
    arbitrary: fc.constantFrom(null, true, 0, -1, 0.5, 1e308, -1e-308, 2 ** 53, 4_294_967_296),
  },
  {
    weight: 8,
    arbitrary: fc.constantFrom('', INTRUDER, INTRUDER.repeat(1_000), '\ud800', '\u0000', '../..'),
  },
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      [],
      {},
      { _placeholder: true, num: 0 },
      { type: 'Buffer', data: [1] },
    ),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(oddName, fc.jsonValue())
      .map(([name, value]) => Object.fromEntries([[name, value]])),
  },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: DEEPEST }).map(nested) },
);
