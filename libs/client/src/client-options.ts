import type { SessionConfigDto } from '@voxrail/contracts';

/** A partial session configuration (protocol section 4): what is left out has the gateway's default. */
export type SessionOptions = Partial<SessionConfigDto>;

export interface VoxrailClientOptions {
  /** Address of a gateway, for instance `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly session?: SessionOptions;
  /** A session token (joins that session) or an account token (creates one). */
  readonly token?: string;
  readonly apiKey?: string;
  /** How long opening the session may take. Default 10 s. */
  readonly connectTimeoutMs?: number;
}

/** What the gateway reads from the handshake (protocol section 2). */
export function handshakeAuth(options: VoxrailClientOptions): Record<string, unknown> {
  return {
    ...(options.token === undefined ? {} : { token: options.token }),
    ...(options.apiKey === undefined ? {} : { api_key: options.apiKey }),
    ...(options.session === undefined ? {} : { session: options.session }),
  };
}
