import { until } from '@voxrail/testing';

import type { TcpClient } from '../../../apps/gateway/src/testing/tcp-client';
import { OPCODE } from '../../../apps/gateway/src/testing/web-socket-frame';

/** Inputs that are sent without looking whether the gateway still listens. */
const AT_ONCE = 4;

/**
 * A ping that was sent after them tells that they have been read. Where it stays out, an input has said
 * that more would come: its connection is of no more use.
 */
const READ_MS = 150;

async function hasRead(client: TcpClient, ping: number): Promise<boolean> {
  const payload = Buffer.from(String(ping));
  client.send({ opcode: OPCODE.ping, payload });
  const answered = (): boolean =>
    client.frames.some((frame) => frame.opcode === OPCODE.pong && frame.payload.equals(payload));
  await until(() => answered() || client.closed, READ_MS).catch(() => undefined);
  return answered() && !client.closed;
}

/**
 * Sends inputs for as long as the gateway reads them, `most` at most, and is gone without a word.
 * @returns how many it was sent while it did
 */
export async function attack(
  client: TcpClient,
  inputs: Iterator<Buffer, never>,
  most: number,
): Promise<number> {
  let sent = 0;
  try {
    while (sent < most) {
      for (let count = 0; count < AT_ONCE; count += 1) client.write(inputs.next().value);
      sent += AT_ONCE;
      if (!(await hasRead(client, sent))) break;
    }
    return sent;
  } finally {
    client.destroy();
  }
}
