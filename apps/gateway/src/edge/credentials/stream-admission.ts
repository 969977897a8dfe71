import { SessionConfigDto, VoxrailError } from '@voxrail/contracts';

import type { Credentials } from './credentials';
import type { SessionGrants } from './identity';
import { LOCAL_GRANTS } from './identity';
import { unauthorized } from './refusal';
import type { SessionMaker } from './session-maker';

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
}

const OTHER_SESSION = 'the token is for another session';
const ONLY_BY_TOKEN = 'a token of this session is needed';

/** Who may open a stream, and of which session. */
export class StreamAdmission {
  public constructor(
    private readonly credentials: Credentials,
    private readonly sessions: SessionMaker,
  ) {}

  /**
   * The session to attach to. It is made here where a client without a session asks for one.
   * @throws VoxrailError `unauthorized`, `session_expired`, `forbidden`, `bad_request`, and what making
   * a session throws
   */
  public async admit(request: StreamRequest): Promise<StreamAdmitted> {
    const identity = await this.credentials.identify(request);
    switch (identity.kind) {
      case 'session':
        return this.join(identity.sid, identity.expiresAtMs, request);
      case 'account':
        if (request.sid !== undefined) {
          throw this.credentials.refused(new VoxrailError('forbidden', ONLY_BY_TOKEN));
        }
        return this.make(identity.grants, identity.expiresAtMs, request);
      case 'local':
        // Protocol section 1: the stream of a session that exists takes a token in any mode.
        if (request.sid !== undefined) throw this.credentials.refused(unauthorized());
        return this.make(LOCAL_GRANTS, null, request);
    }
  }

  private join(sid: string, expiresAtMs: number, request: StreamRequest): StreamAdmitted {
    if (request.sid !== undefined && request.sid !== sid) {
      throw this.credentials.refused(new VoxrailError('forbidden', OTHER_SESSION));
    }
    if (request.session !== undefined) {
      throw new VoxrailError('bad_request', 'session: the session of the token has been made');
    }
    return { sid, expiresAtMs, refreshable: true };
  }

  private async make(
    grants: SessionGrants,
    expiresAtMs: number | null,
    request: StreamRequest,
  ): Promise<StreamAdmitted> {
    const sid = await this.sessions.create(request.session ?? new SessionConfigDto(), grants);
    return { sid, expiresAtMs, refreshable: expiresAtMs !== null };
  }
}
