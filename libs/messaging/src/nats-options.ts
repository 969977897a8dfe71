/** Which server, and as whom. */
export interface NatsEndpoint {
  /** `nats://host:port`, or several separated by commas. */
  readonly url: string;
  /** Shown in the server's connection list; also names the connection's reply subjects. */
  readonly name: string;
}

/** Between two attempts to connect. The defaults of the client library give up after 20 s. */
export const RECONNECT_WAIT_MS = 250;

const CONNECT_TIMEOUT_MS = 2_000;

/** With two missed pings a host that is cut off is noticed within 6 s; a dead process, at once. */
const PING_INTERVAL_MS = 2_000;
const MAX_PINGS_OUT = 2;

/** The same for the data plane's connection and for those of Nest's transport. */
export interface NatsClientOptions {
  readonly servers: string[];
  readonly name: string;
  readonly inboxPrefix: string;
  readonly maxReconnectAttempts: number;
  readonly reconnectTimeWait: number;
  readonly timeout: number;
  readonly pingInterval: number;
  readonly maxPingOut: number;
  readonly noAsyncTraces: boolean;
}

export function natsClientOptions(endpoint: NatsEndpoint): NatsClientOptions {
  return {
    servers: endpoint.url.split(',').map((server) => server.trim()),
    name: endpoint.name,
    // Replies to one service cannot be read with the permissions of another.
    inboxPrefix: `_INBOX_${endpoint.name.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    timeout: CONNECT_TIMEOUT_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: MAX_PINGS_OUT,
    // Building a stack trace for every request costs more than the request.
    noAsyncTraces: true,
  };
}
