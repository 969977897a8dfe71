/**
 * A claim that could not be carried out, other than by being busy. `bus`: the subscriptions did not
 * reach the server. `ended`: the session ended, or went to another gateway, before the answer.
 */
export class ClaimRefused extends Error {
  public override readonly name = 'ClaimRefused';

  public constructor(
    public readonly code: 'bus' | 'ended',
    options?: { readonly cause?: unknown },
  ) {
    super(`the claim could not be carried out: ${code}`, options);
  }

  /** With another worker, or with this one in a moment. */
  public get retryable(): boolean {
    return this.code === 'bus';
  }
}
