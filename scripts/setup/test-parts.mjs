import { join } from 'node:path';

import { onlyThese, runJest } from './jest-suite.mjs';
import { step } from './progress.mjs';
import { projectRoot } from './project-root.mjs';
import { runCommand } from './run-command.mjs';
import { NO_RESULTS, unreadable } from './test-results.mjs';
import { onlyTheseIn, runPytest } from './triton-tests.mjs';

/**
 * @typedef {import('./test-results.mjs').Results} Results
 * @typedef {import('./test-results.mjs').Failure} Failure
 * @typedef {{ name: string, run: () => Promise<Results>,
 *   runOnly?: (failures: readonly Failure[]) => Promise<Results> }} Part
 *   runOnly: these tests and no others
 */

const bin = (name) => join(projectRoot, 'node_modules', '.bin', name);

/** Passes or fails as a whole, and is counted as one. @returns {Part} */
function check(name, command, ...args) {
  const run = async () => {
    const { code, output } = await runCommand(command, args, { cwd: projectRoot });
    if (code === 0) return { ...NO_RESULTS, passed: 1 };
    process.stdout.write(output);
    return unreadable(output);
  };
  return { name, run: () => step(`Checking ${name}`, run) };
}

/** A Jest project. @returns {Part} */
function suite(name, args) {
  return { name, run: () => step(`Running ${name} tests`, () => runJest(name, args)) };
}

/**
 * Processes and real time are involved: one test file at a time. A test that fails half-way leaves a
 * socket or a process behind, which must fail that test and not hold up the run.
 * @returns {Part}
 */
function suiteOfRealTime(name) {
  const args = ['--runInBand', '--forceExit'];
  const runOnly = (failures) =>
    step(`Running ${failures.length} ${name} tests again, alone`, () =>
      runJest(name, [...args, ...onlyThese(failures)]),
    );
  return { ...suite(name, args), runOnly };
}

/** Takes as long as the other checks together, and a core: it runs beside them. */
export const LINT = check('lint', bin('eslint'), '.');

export const CHECKS = [
  check('formatting', bin('prettier'), '--check', '--log-level', 'warn', '.'),
  check('dependencies', 'npm', 'run', '--silent', 'depcheck'),
  check('types', 'npm', 'run', '--silent', 'typecheck'),
];

/** Jest would leave a core to itself, which it does not use. */
export const UNIT = suite('unit', ['--maxWorkers=100%']);
export const INTEGRATION = suiteOfRealTime('integration');
export const E2E = suiteOfRealTime('e2e');

/**
 * The tests of triton/: in Python, and against a real Triton.
 * @param {string} python
 * @returns {readonly Part[]}
 */
export function tritonParts(python) {
  const title = 'Python tests of triton/';
  const inPython = {
    name: 'triton',
    run: () => step(`Running ${title}`, () => runPytest(python, [])),
    runOnly: (failures) =>
      step(`Running ${failures.length} ${title} again, alone`, () =>
        runPytest(python, onlyTheseIn(failures)),
      ),
  };
  return [inPython, suiteOfRealTime('triton')];
}

export const PART_NAMES = [
  ...[LINT, ...CHECKS, UNIT, INTEGRATION, E2E].map(({ name }) => name),
  'triton',
];
