import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SetupError, step } from './progress.mjs';
import { runCommand } from './run-command.mjs';
import { installSystemPackages } from './system-packages.mjs';

/** NumPy 1.26, which the tested Triton needs, has no later wheels; the code needs 3.11. */
const CANDIDATES = ['python3.11', 'python3.12', 'python3'];
const VERSIONS = ['3.11', '3.12'];

/** One package of the full set, pure Python, exists as source alone. */
const BINARY = {
  test: ['--only-binary=:all:'],
  full: ['--only-binary=:all:', '--no-binary=antlr4-python3-runtime'],
};

/** Null also where it cannot make an environment: Debian has that part in a package of its own. */
async function versionOf(python) {
  const script = 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])';
  try {
    const { code, output } = await runCommand(python, ['-c', script]);
    return code === 0 ? output.trim() : null;
  } catch {
    return null;
  }
}

async function findPython() {
  for (const candidate of CANDIDATES) {
    if (VERSIONS.includes(await versionOf(candidate))) return candidate;
  }
  return null;
}

/** @throws {SetupError} */
async function requirePython() {
  const found = await findPython();
  if (found !== null) return found;
  // Of the system's own version, which may be another: then it was for nothing.
  await installSystemPackages([{ name: 'python3-venv', installed: () => false }]);
  const installed = await findPython();
  if (installed !== null) return installed;
  throw new SetupError(`it takes Python ${VERSIONS.join(' or ')} with venv, and there is none`);
}

async function run(command, args, what) {
  const { code, output } = await runCommand(command, args);
  if (code === 0) return;
  throw new SetupError(`${what} failed: ${output.trim().split('\n').at(-1)}`);
}

/**
 * A Python environment with what a file in triton/ pins, made anew when that changes.
 * @param {string} projectRoot
 * @param {'test' | 'full'} kind which file: requirements-test.txt or requirements-full.txt
 * @returns {Promise<string>} path of its interpreter
 */
export async function installTritonPython(projectRoot, kind = 'test') {
  const requirements = join(projectRoot, 'triton', `requirements-${kind}.txt`);
  const name = kind === 'test' ? 'triton-python' : `triton-python-${kind}`;
  const folder = join(projectRoot, '.voxrail', name);
  const python = join(folder, 'bin', 'python');
  const mark = join(folder, 'installed');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return python;
  rmSync(folder, { recursive: true, force: true });
  await step('Installing Python packages', async () => {
    const base = await requirePython();
    await run(base, ['-m', 'venv', folder], `${base} -m venv`);
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--retries',
      '2',
    ];
    const pinned = ['--no-deps', '--require-hashes', ...BINARY[kind], '-r', requirements];
    await run(python, [...pip, ...pinned], 'pip');
  });
  writeFileSync(mark, wanted);
  return python;
}

/**
 * Triton's Python processes load the interpreter as a library, which not every machine has.
 * @returns {Promise<string | null>} its name where it is missing
 */
export async function missingLibrary(python) {
  const script = [
    'import sys, sysconfig; version = "%d.%d" % sys.version_info[:2]',
    'root = sysconfig.get_paths()["purelib"] + "/pytriton/tritonserver/python_backend_stubs/"',
    'print(root + version + "/triton_python_backend_stub")',
  ].join('; ');
  const { output: stub } = await runCommand(python, ['-c', script]);
  const { output } = await runCommand('ldd', [stub.trim()]);
  return /(libpython\S+) => not found/.exec(output)?.[1] ?? null;
}
