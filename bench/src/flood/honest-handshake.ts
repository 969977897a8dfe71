import type { Clock } from '@voxrail/clock';
import type { RawData } from 'ws';
import { WebSocket } from 'ws';

import { accountToken } from '../connections/account-token';

const GIVE_UP_MS = 10_000;

export interface HandshakeTimes {
  /** Clock time of the answer to the upgrade. */
  readonly upgradedMs: number;
  /** Clock time at which the session was open. */
  readonly connectedMs: number;
}

/** Opens a session for an account over Socket.IO from an address of its own, and says goodbye. */
export function shakeHands(
  clock: Clock,
  gatewayUrl: string,
  localAddress: string,
): Promise<HandshakeTimes> {
  const url = `${gatewayUrl.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(url, { localAddress, perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    const timer = clock.schedule(GIVE_UP_MS, () => {
      socket.terminate();
    });
    let upgradedMs = NaN;
    socket.once('open', () => {
      upgradedMs = clock.nowMs();
      socket.send(`40${JSON.stringify({ token: accountToken() })}`);
    });
    socket.on('message', (data: RawData) => {
      if (!(data as Buffer).toString().startsWith('42["connected"')) return;
      resolve({ upgradedMs, connectedMs: clock.nowMs() });
      // Socket.IO's goodbye ends the session.
      socket.send('41');
      socket.close();
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      timer.cancel();
      reject(new Error('the connection was closed'));
    });
  });
}
