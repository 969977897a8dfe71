import { join } from 'node:path';

import { installNpmPackages } from './setup/npm-packages.mjs';
import { runProgram, SetupError, step } from './setup/progress.mjs';
import { projectRoot } from './setup/project-root.mjs';
import { runCommand } from './setup/run-command.mjs';

/** Makes dist/packages/voxrail-client-<version>.tgz, the package as it is published. */
await runProgram(async () => {
  await installNpmPackages(projectRoot);
  const packages = join(projectRoot, 'dist', 'packages');
  const folder = join(packages, 'client');
  // Not before there are packages: it needs esbuild and rollup.
  const { buildClientPackage } = await import('./setup/client-package.mjs');
  await step('Building @voxrail/client', () => buildClientPackage(projectRoot, folder));
  await step('Packing it', async () => {
    const args = ['pack', folder, '--pack-destination', packages];
    const { code, output } = await runCommand('npm', args, { cwd: packages });
    process.stdout.write(output);
    if (code !== 0) throw new SetupError('npm pack failed (its output is above)');
  });
});
