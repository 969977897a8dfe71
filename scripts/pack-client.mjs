import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { buildClientPackage } from './setup/client-package.mjs';
import { runProgram, SetupError, step } from './setup/progress.mjs';
import { projectRoot } from './setup/project-root.mjs';
import { runCommand } from './setup/run-command.mjs';

/** Makes voxrail-client-<version>.tgz, the package as it is published, in the folder given or dist/packages. */
await runProgram(async () => {
  const packages = resolve(process.argv[2] ?? join(projectRoot, 'dist', 'packages'));
  const folder = join(packages, 'client');
  mkdirSync(packages, { recursive: true });
  await step('Building @voxrail/client', () => buildClientPackage(projectRoot, folder));
  await step('Packing it', async () => {
    const args = ['pack', folder, '--pack-destination', packages];
    const { code, output } = await runCommand('npm', args, { cwd: packages });
    if (code === 0) return;
    process.stderr.write(output);
    throw new SetupError('npm pack failed (its output is above)');
  });
});
