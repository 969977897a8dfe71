import { join } from 'node:path';
import { createRequire } from 'node:module';

import { build } from './build.mjs';
import { requireNodeVersion } from './node-version.mjs';
import { installNpmPackages } from './npm-packages.mjs';
import { runProgram } from './progress.mjs';
import { projectRoot } from './project-root.mjs';

/**
 * Runs one of the programs under cli/ or bench/ from its build, after making sure that there is one.
 * @param {string} program path of its main file below dist/, without the extension
 * @param {() => Promise<void>} [prepare] what it needs beyond npm packages
 */
export async function runBuilt(program, prepare = () => Promise.resolve()) {
  await runProgram(async () => {
    requireNodeVersion();
    if (!process.argv.includes('--help') && !process.argv.includes('-h')) await prepare();
    await installNpmPackages(projectRoot);
    await build(projectRoot);
    createRequire(import.meta.url)(join(projectRoot, 'dist', `${program}.js`));
  });
}
