import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { load } from 'koffi';
import type { LibraryHandle } from 'koffi';

/** Debian's name of this kind of machine. */
const MULTIARCH = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';

const FOLDERS = [`/usr/lib/${MULTIARCH}`, '/usr/lib64', '/usr/lib', '/usr/local/lib'];

/**
 * The loader itself cannot be asked where the library is: asked for a name, it gives any loaded file
 * that calls itself so, which may be a copy made here.
 */
function installedPath(soname: string): string {
  const path = FOLDERS.map((folder) => join(folder, soname)).find((each) => existsSync(each));
  if (path === undefined) throw new Error(`${soname} is in none of ${FOLDERS.join(', ')}`);
  return path;
}

/**
 * A copy of a library with global variables of its own. The loader gives everyone in a process the
 * same copy of a file, so a library that keeps its state in globals can serve one thread only; loaded
 * from another file, it is another library. The file is gone again when this returns.
 * @throws Error when the library is not installed or the temporary folder forbids running programs.
 */
export function loadPrivateLibrary(soname: string): LibraryHandle {
  const installed = installedPath(soname);
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-'));
  try {
    const copy = join(folder, soname);
    copyFileSync(installed, copy);
    return load(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
