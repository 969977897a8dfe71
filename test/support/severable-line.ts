import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** The network between a client and a gateway, which a test can cut. */
export interface SeverableLine {
  /** Address of this end. */
  readonly url: string;
  /** Ends every connection at once; new ones go through. */
  sever(): void;
  close(): Promise<void>;
}

/** @param target address of the gateway behind it */
export async function openLine(target: string): Promise<SeverableLine> {
  const { hostname, port } = new URL(target);
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.setNoDelay(true);
      end.pipe(other);
      end.on('error', () => undefined);
      end.on('close', () => {
        ends.delete(end);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sever = (): void => {
    for (const end of ends) end.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sever,
    close: () =>
      new Promise((resolve) => {
        sever();
        server.close(() => {
          resolve();
        });
      }),
  };
}
