import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SetupError, step } from './progress.mjs';
import { runCommand } from './run-command.mjs';

function lockHash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** Installs what package-lock.json names, unless that very set is installed already. No install script runs. */
export async function installNpmPackages(root) {
  const stamp = join(root, 'node_modules', '.voxrail-lock');
  const wanted = lockHash(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await step('Installing npm packages', async () => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    const { code, output } = await runCommand(npm, args, { cwd: root });
    if (code !== 0) {
      process.stderr.write(output);
      throw new SetupError('npm ci failed (its output is above); check the network and try again');
    }
    writeFileSync(stamp, wanted);
  });
}
