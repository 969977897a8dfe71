import { randomBytes } from 'node:crypto';

import type { RailName } from '@voxrail/contracts';

/** A name for this process that no other has, before or after it. */
export function newWorkerId(rail: RailName): string {
  return `${rail}-${randomBytes(9).toString('base64url')}`;
}
