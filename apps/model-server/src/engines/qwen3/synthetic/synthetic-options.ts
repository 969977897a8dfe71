import type { ModelDefinition } from '../../engine';
import { numberSetting } from '../../synthetic-settings';

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

/** The defaults, with what the environment says of them. */
export function syntheticSettings(): SyntheticOptions {
  const defaults = DEFAULT_SYNTHETIC_OPTIONS;
  return {
    firstTokenMs: numberSetting('LLM_FIRST_TOKEN_MS', 0, 60_000, defaults.firstTokenMs),
    tokensPerSecond: numberSetting('LLM_TOKENS_PER_SECOND', 0, 100_000, defaults.tokensPerSecond),
    words: numberSetting('LLM_WORDS', 1, 10_000, defaults.words),
    callTools: numberSetting('LLM_CALL_TOOLS', 0, 1, 0) === 1,
  };
}

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
