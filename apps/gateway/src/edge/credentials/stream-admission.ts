import { SessionConfigDto, VoxrailError } from '@voxrail/contracts';

import type { Credentials } from './credentials';
import type { AccountIdentity, LocalIdentity, SessionIdentity } from './identity';
import { needsToken } from './refusal';
import type { SessionCreation } from './session-creation';

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

const OTHER_SESSION = 'the token is for another session';

/** Who may open a stream, and of which session. */
export class StreamAdmission {
  public constructor(
    private readonly credentials: Credentials,
    private readonly creation: SessionCreation,
  ) {}

  /**
   * The session to attach to. It is made here where a client without a session asks for one.
   * @throws VoxrailError `unauthorized`, `session_expired`, `forbidden`, `bad_request`, and what making
   * a session throws
   */
  public async admit(request: StreamRequest): Promise<StreamAdmitted> {
    const identity = await this.credentials.identify(request);
    return identity.kind === 'session'
      ? this.join(identity, request)
      : this.make(identity, request);
  }

  private join({ sid, expiresAtMs }: SessionIdentity, request: StreamRequest): StreamAdmitted {
    if (request.sid !== undefined && request.sid !== sid) {
      throw this.credentials.refused(new VoxrailError('forbidden', OTHER_SESSION));
    }
    if (request.session !== undefined) {
      throw new VoxrailError('bad_request', 'session: the session of the token has been made');
    }
    return { sid, expiresAtMs, refreshable: true, created: false };
  }

  private async make(
    identity: AccountIdentity | LocalIdentity,
    { sid, session }: StreamRequest,
  ): Promise<StreamAdmitted> {
    // Protocol section 1: a session that exists is opened by its own token, in any mode.
    if (sid !== undefined) throw this.credentials.refused(needsToken(identity));
    const made = await this.creation.create(session ?? new SessionConfigDto(), identity);
    const expiresAtMs = identity.kind === 'local' ? null : identity.expiresAtMs;
    return { sid: made, expiresAtMs, refreshable: expiresAtMs !== null, created: true };
  }
}
