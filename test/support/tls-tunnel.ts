import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { connect } from 'node:tls';

export interface TlsTunnel {
  /** Where a client finds without TLS what is behind the tunnel's TLS. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Lets clients that know nothing of a self-signed certificate talk to the TLS port that has it. The
 * certificate is checked here as they would.
 */
export async function openTlsTunnel(port: number, certificate: string): Promise<TlsTunnel> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port, ca: certificate, servername: 'localhost' });
    far.setNoDelay(true);
    near.pipe(far).pipe(near);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
