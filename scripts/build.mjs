import { build } from './setup/build.mjs';
import { installNpmPackages } from './setup/npm-packages.mjs';
import { runProgram } from './setup/progress.mjs';
import { projectRoot } from './setup/project-root.mjs';

await runProgram(async () => {
  await installNpmPackages(projectRoot);
  await build(projectRoot);
});
