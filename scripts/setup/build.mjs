import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SetupError, step } from './progress.mjs';
import { runCommand } from './run-command.mjs';

const SOURCES = ['apps', 'libs', 'cli', 'bench', 'scripts'];
const SETTINGS = ['package-lock.json', 'nest-cli.json', 'tsconfig.json', '.swcrc'];

function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else yield path;
  }
}

/** Changes whenever a source file's path, size or time does. */
function sourceStamp(root) {
  const hash = createHash('sha256');
  const folders = SOURCES.map((name) => join(root, name)).filter(existsSync);
  const files = [
    ...folders.flatMap((folder) => [...filesUnder(folder)]),
    ...SETTINGS.map((name) => join(root, name)),
  ];
  for (const file of files.sort()) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

async function run(root, command, args) {
  const { code, output } = await runCommand(command, args, { cwd: root });
  if (code === 0) return;
  process.stderr.write(output);
  throw new SetupError('the build failed (its output is above)');
}

/** Compiles every service to dist/ and bundles the console, unless the sources are those of the last build. */
export async function build(root) {
  const stampFile = join(root, 'dist', '.stamp');
  const stamp = sourceStamp(root);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  await step('Building', async () => {
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    await run(root, process.execPath, [
      join(root, 'node_modules/@nestjs/cli/bin/nest.js'),
      'build',
    ]);
    await run(root, process.execPath, [join(root, 'scripts/build-console.mjs')]);
    writeFileSync(stampFile, stamp);
  });
}
