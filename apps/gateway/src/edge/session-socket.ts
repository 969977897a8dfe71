import { randomUUID } from 'node:crypto';

import type { Clock } from '@voxrail/clock';
import { VoxrailError } from '@voxrail/contracts';
import type { Logger } from '@voxrail/observability';
import type { Socket } from 'socket.io';

import type { AgentRail } from '../session/agent-rail';
import { BadRequestLimit } from './bad-request-limit';
import { eventIdOf, handleClientMessage } from './client-messages';

/** An error as a client may see it; a defect is logged under an id, and only the id is shown. */
export function presentable(error: unknown, logger: Logger): VoxrailError {
  if (error instanceof VoxrailError) return error;
  const id = randomUUID();
  logger.error('a defect', { code: id, err: error });
  return new VoxrailError('internal', `internal error ${id}`, { cause: error });
}

/** Lets everything that comes on the socket reach the session, and errors about it the client. */
export function serveSession(
  socket: Socket,
  session: AgentRail,
  clock: Clock,
  logger: Logger,
): void {
  const limit = new BadRequestLimit(clock);
  // A client may name its event `error`, which without a listener would end the process.
  socket.on('error', () => undefined);
  socket.onAny((name: unknown, ...args: unknown[]) => {
    try {
      handleClientMessage(session, String(name), args[0]);
    } catch (error) {
      const { code, message } = presentable(error, logger);
      const eventId = eventIdOf(args[0]);
      socket.emit('error', {
        code,
        message,
        ...(eventId === undefined ? {} : { event_id: eventId }),
      });
      if (limit.isReached()) session.end('bad_requests');
    }
  });
}
