/** A port that cannot be had. Its message is the one line that a person needs. */
export class StartError extends Error {
  public override readonly name = 'StartError';

  public readonly retryable = false;

  public constructor(
    public readonly code: 'port_in_use' | 'port_denied' | 'address_unavailable',
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

const CODES = {
  EADDRINUSE: { code: 'port_in_use', what: 'is in use' },
  EACCES: { code: 'port_denied', what: 'may not be used by this user' },
  EADDRNOTAVAIL: { code: 'address_unavailable', what: 'is not an address of this host' },
} as const;

function isKnown(code: unknown): code is keyof typeof CODES {
  return typeof code === 'string' && code in CODES;
}

/** Says which setting gives another port, for errors that another port would mend; returns others as they are. */
export function explainListenError(
  error: unknown,
  at: {
    readonly service: string;
    readonly host: string;
    readonly port: number;
    readonly setting: string;
  },
): unknown {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (!isKnown(code)) return error;
  const known = CODES[code];
  return new StartError(
    known.code,
    `${at.service}: ${at.host}:${at.port} ${known.what}; choose another with ${at.setting}`,
    { cause: error },
  );
}
