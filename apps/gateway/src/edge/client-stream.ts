import type { TokenMessage } from '@voxrail/contracts';

import type { AgentRail } from '../session/agent-rail';
import type { ConnectionManager } from '../session/connection-manager';
import type { ClientSession } from './client-session';
import type { WireChannel } from './wire-channel';

export interface ClientStreamParts {
  readonly connections: ConnectionManager;
  readonly rail: AgentRail;
  readonly channel: WireChannel;
  readonly session: ClientSession;
  /** With this the client may come back; undefined where none are issued. */
  readonly token: TokenMessage | undefined;
}

/** An open stream, as its transport sees it: messages in, and how it ended. */
export class ClientStream {
  public constructor(private readonly parts: ClientStreamParts) {}

  public get session(): ClientSession {
    return this.parts.session;
  }

  /** Tells the client that it is connected. */
  public start(): void {
    const { rail, channel, token } = this.parts;
    rail.start(channel, token);
  }

  /** The connection is gone; the client may come back. */
  public lost(): void {
    const { connections, rail, channel, session } = this.parts;
    session.close();
    connections.detached(rail.sid, channel);
  }

  /** The client has said goodbye. */
  public left(): void {
    const { connections, rail, channel, session } = this.parts;
    session.close();
    connections.left(rail.sid, channel);
  }
}
