import { accessSync, constants, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import type { StackPorts } from './stack-plan';
import { StartFailure } from './start-failure';

// Debian installs servers into /usr/sbin, which is not on every user's PATH.
const EXTRA_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function findNatsServer(): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...EXTRA_FOLDERS];
  const found = folders.map((folder) => join(folder, 'nats-server')).find(isExecutable);
  if (found !== undefined) return found;
  throw new StartFailure('nats-server is not installed: sudo apt-get install -y nats-server');
}

/**
 * Writes the broker's configuration into `folder` and returns its path. JetStream keeps everything
 * in memory; the folder it insists on holds no message. A slow reader is cut off after 2 s rather
 * than 10, since late audio is of no use.
 */
export function writeNatsConfig(
  folder: string,
  { nats: port, natsMonitor }: Pick<StackPorts, 'nats' | 'natsMonitor'>,
): string {
  const path = join(folder, 'nats-server.conf');
  const lines = [
    'host: 127.0.0.1',
    `port: ${port}`,
    'max_payload: 256KB',
    'write_deadline: "2s"',
    'ping_interval: "5s"',
    'ping_max: 2',
    `jetstream { store_dir: ${JSON.stringify(join(folder, 'jetstream'))}, max_memory_store: 256MB, max_file_store: 1 }`,
    ...(natsMonitor === undefined ? [] : [`http: "127.0.0.1:${natsMonitor}"`]),
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}
