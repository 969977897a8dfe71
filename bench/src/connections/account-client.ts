import type { TransportName } from '@voxrail/client';
import { VoxrailClient } from '@voxrail/client';

import { accountToken } from './account-token';

const TRANSPORTS: readonly TransportName[] = ['socket.io', 'websocket'];

/** Opens a session for an account, over each transport in turn. */
export async function openClient(url: string, index: number): Promise<VoxrailClient> {
  const transport = TRANSPORTS[index % TRANSPORTS.length] ?? 'socket.io';
  const client = new VoxrailClient({ url, transport, token: accountToken(), reconnect: false });
  await client.connect();
  return client;
}

/** One client from its first word to its last; on each transport every other one goes without a goodbye. */
export async function comeAndGo(url: string, index: number): Promise<void> {
  const client = await openClient(url, index);
  if (Math.floor(index / TRANSPORTS.length) % 2 === 0) client.close();
  else await client.hangUp();
}

/** Calls `work` with each number below `count`, some at a time. @returns how many failed */
export async function inLanes(
  count: number,
  lanes: number,
  work: (index: number) => Promise<void>,
): Promise<number> {
  let next = 0;
  let failed = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index).catch(() => {
        failed += 1;
      });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return failed;
}
