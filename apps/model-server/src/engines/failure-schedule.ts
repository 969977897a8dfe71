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

export function syntheticFailure(): EngineError {
  return new EngineError('INTERNAL', 'the synthetic model was set to fail');
}
