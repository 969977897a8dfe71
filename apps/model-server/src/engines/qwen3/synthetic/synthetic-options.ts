import type { ModelDefinition } from '../../engine';
import { numberSetting } from '../../number-setting';

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
    firstTokenMs: numberSetting(
      'VOXRAIL_SYNTHETIC_LLM_FIRST_TOKEN_MS',
      { min: 0, max: 60_000 },
      defaults.firstTokenMs,
    ),
    tokensPerSecond: numberSetting(
      'VOXRAIL_SYNTHETIC_LLM_TOKENS_PER_SECOND',
      { min: 0, max: 100_000 },
      defaults.tokensPerSecond,
    ),
    words: numberSetting('VOXRAIL_SYNTHETIC_LLM_WORDS', { min: 1, max: 10_000 }, defaults.words),
    callTools: numberSetting('VOXRAIL_SYNTHETIC_LLM_CALL_TOOLS', { min: 0, max: 1 }, 0) === 1,
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
