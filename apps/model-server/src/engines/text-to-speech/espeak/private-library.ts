import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { load } from 'koffi';
import type { LibraryHandle } from 'koffi';

/**
 * Where the loader found a library that is loaded; Linux. Copies of other threads are passed over:
 * theirs may be gone by the time that it is read.
 */
function loadedPath(soname: string): string {
  for (const line of readFileSync('/proc/self/maps', 'utf8').split('\n')) {
    const path = line.slice(line.indexOf('/'));
    if (basename(path).startsWith(soname) && !path.startsWith(tmpdir())) return path;
  }
  throw new Error(`${soname} is loaded from no file`);
}

/**
 * A copy of a library with global variables of its own. The loader gives everyone in a process the
 * same copy of a file, so a library that keeps its state in globals can serve one thread only; loaded
 * from another file, it is another library. The file is gone again when this returns.
 * @throws Error when the library is not installed or the temporary folder forbids running programs.
 */
export function loadPrivateLibrary(soname: string): LibraryHandle {
  load(soname);
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-'));
  try {
    const copy = join(folder, soname);
    copyFileSync(loadedPath(soname), copy);
    return load(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
