import type { RecognizerError } from './recognizer-error';

/** For a place among the recognizer's sequences, or its server, to come back before the next attempt. */
export const RETRY_DELAY_MS = 250;

/** A recognizer that fails on the same audio twice fails on it. */
const MAX_FAILURES = 2;

/** While somebody speaks there is time to wait for a free recognizer; after the end, only this much. */
const CAPACITY_PATIENCE_MS = 2_000;

/**
 * Whether an utterance is begun again after an attempt has failed: once after a failure; where no
 * recognizer was free, until `CAPACITY_PATIENCE_MS` after its end.
 */
export class RetryRules {
  private failures = 0;

  /** @param sinceEndMs null: the utterance has not ended. */
  public mayTryAgain(error: RecognizerError, sinceEndMs: number | null): boolean {
    switch (error.code) {
      case 'capacity':
        return sinceEndMs === null || sinceEndMs < CAPACITY_PATIENCE_MS;
      case 'asr_failed':
        this.failures += 1;
        return this.failures < MAX_FAILURES;
    }
  }
}
