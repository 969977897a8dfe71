import { EngineError } from './engine';

/** Which requests of a synthetic engine fail: every n-th, so that a repeated one succeeds. */
export class FailureSchedule {
  private requests = 0;

  /** @param every 0: none fails. */
  public constructor(private readonly every: number) {}

  /** Counts a request; true when it is one that fails. */
  public next(): boolean {
    this.requests += 1;
    return this.every > 0 && this.requests % this.every === 0;
  }
}

/** An error's text travels in a header, which has to stay small. */
const MAX_QUOTED_CHARS = 200;

/**
 * The failure that a test has asked for. Like those of real servers it quotes what the model was given,
 * which nobody who receives it may log or pass on.
 */
export function syntheticFailure(given: string): EngineError {
  const quoted = JSON.stringify(given.slice(0, MAX_QUOTED_CHARS));
  return new EngineError('INTERNAL', `the synthetic model was set to fail, given ${quoted}`);
}
