import type { SessionConfigDto } from '@voxrail/contracts';

import type { SessionGrants } from './identity';

/** Makes sessions: the `ConnectionManager`. */
export interface SessionMaker {
  /**
   * @returns the id of a session that nobody has opened yet
   * @throws VoxrailError `capacity`, `forbidden`, or `bad_request` naming the field
   */
  create(change: SessionConfigDto, grants: SessionGrants): Promise<string>;
}
