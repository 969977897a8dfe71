import type { SessionConfigDto } from '@voxrail/contracts';
import { VoxrailError } from '@voxrail/contracts';

import type { ConnectionManager } from '../../session/connection-manager';
import type { AccountIdentity, LocalIdentity } from './identity';
import { LOCAL_GRANTS } from './identity';

/** Makes sessions for those who may, within what they are granted. */
export class SessionCreation {
  /** @param sessionsPerOwner at a time, for accounts that are granted no other number */
  public constructor(
    private readonly sessions: Pick<ConnectionManager, 'create' | 'countOf'>,
    private readonly sessionsPerOwner: number,
  ) {}

  /**
   * @returns the id of a session that nobody has opened yet
   * @throws VoxrailError `rate_limited` where the account has as many sessions on this gateway as it
   * may, and what `ConnectionManager.create` throws
   */
  public async create(
    change: SessionConfigDto,
    identity: AccountIdentity | LocalIdentity,
  ): Promise<string> {
    if (identity.kind === 'local') return this.sessions.create(change, LOCAL_GRANTS);
    const { owner, maxSessions, grants } = identity;
    const most = maxSessions ?? this.sessionsPerOwner;
    if (this.sessions.countOf(owner) >= most) {
      throw new VoxrailError('rate_limited', `no more than ${most} sessions at a time`);
    }
    return this.sessions.create(change, grants);
  }
}
