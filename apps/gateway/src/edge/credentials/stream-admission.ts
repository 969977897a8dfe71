import { SessionConfigDto, VoxrailError } from '@voxrail/contracts';

import type { ConnectionManager } from '../../session/connection-manager';
import type { SessionGrants } from '../../session/session-grants';

export interface StreamRequest {
  /** Address of the client, behind whatever proxies the settings name. */
  readonly address: string;
  readonly token?: string | undefined;
  readonly apiKey?: string | undefined;
  /** The session that the address of a raw WebSocket names. */
  readonly sid?: string | undefined;
  /** Configuration of a session that is to be made, on Socket.IO. */
  readonly session?: SessionConfigDto | undefined;
}

export interface StreamAdmitted {
  readonly sid: string;
  /** Unix time in milliseconds at which the credentials end; null: they do not. */
  readonly expiresAtMs: number | null;
  /** Whether a `refresh` moves that time. */
  readonly refreshable: boolean;
  /** Whether the session was made for this stream, so that nobody else can open it. */
  readonly created: boolean;
}

const LOOPBACK_ADDRESS = /^(::ffff:)?127\.|^::1$/;

const ANYTHING: SessionGrants = { tools: null, maxDurationS: null, owner: 'local' };

/** Who may open a stream, and of which session: programs of this machine, of any. */
export class StreamAdmission {
  public constructor(private readonly sessions: Pick<ConnectionManager, 'create'>) {}

  /**
   * The session to attach to. It is made here where a client without a session asks for one.
   * @throws VoxrailError `unauthorized`, and what making a session throws
   */
  public async admit(request: StreamRequest): Promise<StreamAdmitted> {
    const { token, apiKey, address } = request;
    if (token !== undefined || apiKey !== undefined || !LOOPBACK_ADDRESS.test(address)) {
      throw new VoxrailError('unauthorized', 'credentials are missing or not valid');
    }
    const lasting = { expiresAtMs: null, refreshable: false };
    if (request.sid !== undefined) return { sid: request.sid, created: false, ...lasting };
    const sid = await this.sessions.create(request.session ?? new SessionConfigDto(), ANYTHING);
    return { sid, created: true, ...lasting };
  }
}
