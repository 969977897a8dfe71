import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

/** A loopback port that nobody listens on at the moment. Prefer port 0 where the port can be read back. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
