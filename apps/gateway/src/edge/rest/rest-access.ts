import type { IncomingMessage } from 'node:http';

import { Inject, Injectable } from '@nestjs/common';
import { VoxrailError } from '@voxrail/contracts';

import { Credentials } from '../credentials/credentials';
import type { AccountIdentity, Identity, LocalIdentity } from '../credentials/identity';
import { needsToken } from '../credentials/refusal';
import type { ClientAddress } from '../limits/client-address';
import { knownAddress } from '../limits/client-address';
import { UpgradeDoor } from '../limits/upgrade-door';
import { presentedIn } from './presented-credentials';

/** Who may call what over HTTP (protocol section 1). */
@Injectable()
export class RestAccess {
  public constructor(
    @Inject(Credentials) private readonly credentials: Credentials,
    @Inject(UpgradeDoor) private readonly door: UpgradeDoor,
  ) {}

  /**
   * Somebody who may create sessions.
   * @throws VoxrailError `unauthorized`, `session_expired`, `forbidden`, `bad_request`, `rate_limited`
   */
  public async account(request: IncomingMessage): Promise<AccountIdentity | LocalIdentity> {
    const identity = await this.identify(request, this.door.costlyRequest(request));
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
    const identity = await this.identify(request, this.door.request(request));
    if (identity.kind !== 'session') throw this.credentials.refused(needsToken(identity));
    if (identity.sid === sid) return;
    throw this.credentials.refused(
      new VoxrailError('forbidden', 'the token is for another session'),
    );
  }

  private async identify(request: IncomingMessage, client: ClientAddress): Promise<Identity> {
    return this.credentials.identify({ ...presentedIn(request), address: knownAddress(client) });
  }
}
