import fc from 'fast-check';

const AT_A_TIME = 200;

/** Values of `arbitrary` without end; the same for the same seed. */
export function* endlessly<T>(arbitrary: fc.Arbitrary<T>, seed: number): Generator<T, never> {
  for (let next = seed; ; next += 1) {
    yield* fc.sample(arbitrary, { seed: next, numRuns: AT_A_TIME });
  }
}
