/** A setting of the environment that cannot be used. Its value is not repeated: it may be a secret. */
export class SettingError extends Error {
  public override readonly name = 'SettingError';

  public readonly retryable = false;

  public constructor(
    /** The environment variable. */
    public readonly code: string,
    what: string,
  ) {
    super(`${code} ${what}`);
  }
}
