import type { NatsConnection } from 'nats';
import { ErrorCode, NatsError } from 'nats';

import { BusError } from './bus-error';

/** As `MessageBus.request`, on one connection. */
export async function requestOn(
  connection: NatsConnection,
  subject: string,
  data: Uint8Array,
  deadlineMs: number,
): Promise<Uint8Array> {
  try {
    const answer = await connection.request(subject, data, { timeout: deadlineMs });
    // A view into what was read from the socket.
    return answer.data.slice();
  } catch (cause) {
    throw requestError(cause, subject);
  }
}

function requestError(cause: unknown, subject: string): BusError {
  const code = cause instanceof NatsError ? cause.code : '';
  if (code === String(ErrorCode.NoResponders)) {
    return new BusError('no_responders', `nobody listens on ${subject}`, { cause });
  }
  if (code === String(ErrorCode.Timeout)) {
    return new BusError('timeout', `nobody answered on ${subject} in time`, { cause });
  }
  return new BusError('disconnected', 'the message bus lost its server', { cause });
}
