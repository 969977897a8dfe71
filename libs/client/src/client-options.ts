import type { SessionConfigDto } from '@voxrail/contracts';

/** A partial session configuration (protocol section 4): what is left out has the gateway's default. */
export type SessionOptions = Partial<SessionConfigDto>;

export type TransportName = 'socket.io' | 'websocket';

export interface ReconnectOptions {
  /** How long after a loss to keep trying. Default 60 s; a gateway keeps a session for 30 s. */
  readonly giveUpAfterMs?: number;
}

export interface VoxrailClientOptions {
  /**
   * Address of a gateway without a path, for instance `http://127.0.0.1:3000`, or of several: where
   * one does not answer, the next is tried. Behind a load balancer one is enough.
   */
  readonly url: string | readonly string[];
  /** Default `socket.io`. Both carry the same session and give the same events. */
  readonly transport?: TransportName;
  readonly session?: SessionOptions;
  /** An account token, which creates a session; with `sessionId`, that session's own token, which joins it. */
  readonly token?: string;
  /** A session that was created elsewhere, for instance by your server. Needs `token`. */
  readonly sessionId?: string;
  /** Creates a session. Belongs on a server, never in a page. */
  readonly apiKey?: string;
  /** How long opening the session may take. Default 10 s. */
  readonly connectTimeoutMs?: number;
  /** What to do when the connection is lost: come back into the session (the default), or not. */
  readonly reconnect?: ReconnectOptions | false;
}
