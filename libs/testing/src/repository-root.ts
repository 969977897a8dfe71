import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the package that this file belongs to, run from source or from `dist/`. */
export function repositoryRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('no package.json above this file');
    folder = parent;
  }
  return folder;
}
