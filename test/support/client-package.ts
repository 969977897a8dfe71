import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..');
const run = promisify(execFile);

/** A project of its own, in an empty folder, into which the packed client was installed. */
export interface ClientProject {
  readonly folder: string;
  /** Where the package lies in it. */
  readonly client: string;
  remove(): void;
}

/**
 * Packs `@voxrail/client` as it would be published and unpacks it as `npm install` would, without a
 * network: what it depends on, and what a test needs beside it, is linked from this repository.
 * @param beside packages of this repository's node_modules
 */
export async function installClientPackage(beside: readonly string[]): Promise<ClientProject> {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-client-'));
  const packed = join(folder, 'packed');
  await run(process.execPath, [join(ROOT, 'scripts', 'pack-client.mjs'), packed]);
  const client = join(folder, 'node_modules', '@voxrail', 'client');
  mkdirSync(client, { recursive: true });
  await run('sh', ['-c', `tar -xzf ${packed}/*.tgz --strip-components=1 -C ${client}`]);
  rmSync(packed, { recursive: true });
  for (const name of beside) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
  return {
    folder,
    client,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
