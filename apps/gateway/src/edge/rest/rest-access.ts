import type { IncomingMessage } from 'node:http';

import { Inject, Injectable } from '@nestjs/common';
import { VoxrailError } from '@voxrail/contracts';

import { Credentials } from '../credentials/credentials';
import type { AccountIdentity, Identity, LocalIdentity } from '../credentials/identity';
import { needsToken } from '../credentials/refusal';
import { OriginPolicy } from '../origin-policy';
import { presentedIn } from './presented-credentials';

/** Who may call what over HTTP (protocol section 1). */
@Injectable()
export class RestAccess {
  public constructor(
    @Inject(Credentials) private readonly credentials: Credentials,
    @Inject(OriginPolicy) private readonly origins: OriginPolicy,
  ) {}

  /**
   * Somebody who may create sessions.
   * @throws VoxrailError `unauthorized`, `session_expired`, `forbidden`, `bad_request`
   */
  public async account(request: IncomingMessage): Promise<AccountIdentity | LocalIdentity> {
    const identity = await this.identify(request);
    if (identity.kind !== 'session') return identity;
    throw this.credentials.refused(
      new VoxrailError('forbidden', 'a session token creates no sessions'),
    );
  }

  /**
   * Lets the holder of a token of session `sid` pass.
   * @throws VoxrailError as `account`
   */
  public async session(request: IncomingMessage, sid: string): Promise<void> {
    const identity = await this.identify(request);
    if (identity.kind !== 'session') throw this.credentials.refused(needsToken(identity));
    if (identity.sid === sid) return;
    throw this.credentials.refused(
      new VoxrailError('forbidden', 'the token is for another session'),
    );
  }

  private async identify(request: IncomingMessage): Promise<Identity> {
    const { origin, host } = request.headers;
    this.origins.checkPage({ origin, host });
    return this.credentials.identify(presentedIn(request));
  }
}
