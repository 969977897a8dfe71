import type { SessionConfigDto } from '@voxrail/contracts';

import type { ConnectionManager } from '../../session/connection-manager';
import type { AccountIdentity, LocalIdentity } from './identity';
import { LOCAL_GRANTS } from './identity';

/** Makes sessions for those who may, within what they are granted. */
export class SessionCreation {
  /** @param sessionsPerOwner at a time, for accounts that are granted no other number */
  public constructor(
    private readonly sessions: Pick<ConnectionManager, 'create'>,
    private readonly sessionsPerOwner: number,
  ) {}

  /**
   * @returns the id of a session that nobody has opened yet
   * @throws VoxrailError what `ConnectionManager.create` throws
   */
  public async create(
    change: SessionConfigDto,
    identity: AccountIdentity | LocalIdentity,
  ): Promise<string> {
    if (identity.kind === 'local') return this.sessions.create(change, LOCAL_GRANTS);
    const { maxSessions, grants } = identity;
    return this.sessions.create(change, grants, maxSessions ?? this.sessionsPerOwner);
  }
}
