import { randomUUID } from 'node:crypto';

import { VoxrailError } from '@voxrail/contracts';
import type { Logger } from '@voxrail/observability';

/** An error as a client may see it; a defect is logged under an id, and only the id is shown. */
export function presentable(error: unknown, logger: Logger): VoxrailError {
  if (error instanceof VoxrailError) return error;
  const id = randomUUID();
  logger.error('a defect', { code: id, err: error });
  return new VoxrailError('internal', `internal error ${id}`, { cause: error });
}
