import type { Clock } from '@voxrail/clock';
import type { TokenMessage } from '@voxrail/contracts';
import type { Logger } from '@voxrail/observability';

import type { AgentRail } from '../session/agent-rail';
import type { ConnectionManager } from '../session/connection-manager';
import { ClientSession } from './client-session';
import { ClientStream } from './client-stream';
import type { ClientWire } from './client-wire';
import type { StreamAdmitted } from './credentials/stream-admission';
import { SessionTraffic } from './limits/session-traffic';
import { StreamExpiry } from './stream-expiry';
import { WireChannel } from './wire-channel';

/** Issues the tokens with which a client comes back to its session. */
export interface TokenIssuer {
  issue(sid: string): Promise<TokenMessage>;
}

export interface StreamOpenerParts {
  readonly connections: ConnectionManager;
  /** null: nobody issues any. */
  readonly tokens: TokenIssuer | null;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Times real time. */
  readonly audioSpeedLimit: number;
  /** Unix time in milliseconds. */
  readonly timeOfDayMs: () => number;
}

/** Opens admitted streams, whatever transport they come on. */
export class StreamOpener {
  public constructor(private readonly parts: StreamOpenerParts) {}

  /**
   * Attaches the connection to its session. The stream has to be started.
   * @throws VoxrailError `session_not_found`, `capacity`, `rail_unavailable` naming the rail
   */
  public async open(admitted: StreamAdmitted, wire: ClientWire): Promise<ClientStream> {
    const { connections, clock, audioSpeedLimit } = this.parts;
    const { sid } = admitted;
    const channel = new WireChannel(wire, clock);
    const token = await this.parts.tokens?.issue(sid);
    const rail = await this.attach(admitted, channel);
    const session = new ClientSession({
      rail,
      channel,
      traffic: new SessionTraffic(clock, audioSpeedLimit),
      checkVoice: async (wanted) => connections.checkVoice(wanted),
      expiry: this.expiry(rail, channel, expiryOf(admitted, token)),
      logger: this.parts.logger.child({ sid }),
    });
    channel.watchBackpressure(() => {
      session.fallBehind();
    });
    return new ClientStream({ connections, rail, channel, session, token });
  }

  /** Nobody else knows of a session that was made for this stream: if it cannot be opened, it ends. */
  private async attach({ sid, created }: StreamAdmitted, channel: WireChannel): Promise<AgentRail> {
    const { connections } = this.parts;
    try {
      return await connections.attach(sid, channel);
    } catch (error) {
      // It may have ended by itself meanwhile.
      if (created) await connections.remove(sid).catch(() => undefined);
      throw error;
    }
  }

  private expiry(rail: AgentRail, channel: WireChannel, expiresAtMs: number | null): StreamExpiry {
    const { clock, timeOfDayMs, tokens } = this.parts;
    return new StreamExpiry(
      {
        clock,
        timeOfDayMs,
        renew: tokens === null ? undefined : async () => tokens.issue(rail.sid),
        onToken: (token) => {
          channel.send('token', token);
        },
        onExpired: () => {
          rail.end('expired');
        },
      },
      expiresAtMs,
    );
  }
}

/** The token in `connected` is as good as one that the client has asked for. */
function expiryOf(admitted: StreamAdmitted, token: TokenMessage | undefined): number | null {
  const { expiresAtMs, refreshable } = admitted;
  if (expiresAtMs === null || !refreshable || token === undefined) return expiresAtMs;
  return Math.max(expiresAtMs, Date.parse(token.expires_at));
}
