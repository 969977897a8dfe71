import type { Utterance } from '@voxrail/speech';

/** Endless utterances of the corpus, each caller beginning at another place. */
export function* utterancesFor(
  corpus: readonly Utterance[],
  caller: number,
): Generator<Utterance, never> {
  // A step with no divisor in common with the corpus length visits all of it before repeating.
  for (let index = caller * 7; ; index += 1) {
    const utterance = corpus[index % corpus.length];
    if (utterance === undefined) throw new RangeError('the corpus is empty');
    yield utterance;
  }
}
