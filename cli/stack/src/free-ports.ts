import { createServer } from 'node:net';

import type { StackPorts } from './stack-plan';
import { StartFailure } from './start-failure';

const HOST = '127.0.0.1';

/** Listens for a moment on `port` (0: any free one) and returns the port that it was. */
export function probePort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, HOST, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('the probe had no address'));
      });
    });
  });
}

/** Fails with the port and what wanted it, rather than with a service that dies later. */
export async function requireFreePort(port: number, wantedBy: string): Promise<void> {
  try {
    await probePort(port);
  } catch (error) {
    throw new StartFailure(
      `port ${port}, which ${wantedBy} needs, is in use: stop the program that holds it, or choose another port`,
      { cause: error },
    );
  }
}

/** Ports for a stack beside others on this machine. Another program may still take one before it is used. */
export async function freeStackPorts(): Promise<StackPorts> {
  const port = (): Promise<number> => probePort(0);
  return {
    gateway: await port(),
    nats: await port(),
    natsMonitor: await port(),
    models: await port(),
    internal: {
      gateway: await port(),
      'asr-service': await port(),
      'llm-service': await port(),
      'tts-service': await port(),
      'model-server': await port(),
    },
  };
}
