import type { ModelDefinition } from '../../engine';

export interface SyntheticOptions {
  readonly firstTokenMs: number;
  /** 0: as fast as it can. */
  readonly tokensPerSecond: number;
  /** Words of an answer. */
  readonly words: number;
  /** Call the first tool that is offered, in every turn. */
  readonly callTools: boolean;
}

export const DEFAULT_SYNTHETIC_OPTIONS: SyntheticOptions = {
  firstTokenMs: 0,
  tokensPerSecond: 0,
  words: 24,
  callTools: false,
};

function number(value: unknown, fallback: number): number {
  return typeof value === 'number' && value >= 0 ? value : fallback;
}

export function readSyntheticOptions(options: ModelDefinition['options']): SyntheticOptions {
  const defaults = DEFAULT_SYNTHETIC_OPTIONS;
  return {
    firstTokenMs: number(options['firstTokenMs'], defaults.firstTokenMs),
    tokensPerSecond: number(options['tokensPerSecond'], defaults.tokensPerSecond),
    words: number(options['words'], defaults.words),
    callTools: options['callTools'] === true,
  };
}
