import { join } from 'node:path';

import { build } from './setup/build.mjs';
import { runJest } from './setup/jest-suite.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { installNpmPackages } from './setup/npm-packages.mjs';
import { runProgram, SetupError, step } from './setup/progress.mjs';
import { projectRoot } from './setup/project-root.mjs';
import { runCommand } from './setup/run-command.mjs';
import {
  installSystemPackages,
  RUNTIME_PACKAGES,
  TEST_PACKAGES,
} from './setup/system-packages.mjs';
import { prepareTriton, runPytest } from './setup/triton-tests.mjs';

const HELP = `npm test: everything the project promises, on this machine

  npm test                 all of it
  npm test -- --only NAME  one part: ${['formatting', 'lint', 'dependencies', 'types', 'unit', 'integration', 'e2e', 'triton'].join(', ')}
`;

const bin = (name) => join(projectRoot, 'node_modules', '.bin', name);

/** Takes as long as the other checks together, and a core: it runs beside them. */
const LINT = { name: 'lint', command: [bin('eslint'), '.'] };

/** Checks that pass or fail as a whole, each counted as one. */
const CHECKS = [
  { name: 'formatting', command: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'dependencies', command: ['npm', 'run', '--silent', 'depcheck'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] },
];

/**
 * Processes and real time are involved from integration on: one test file at a time. A test that fails
 * half-way leaves a socket or a process behind, which must fail that test and not hold up the run.
 */
const IN_TURN = ['--runInBand', '--forceExit'];

/** Jest would leave a core to itself, which it does not use. */
const UNIT = { name: 'unit', args: ['--maxWorkers=100%'] };
const INTEGRATION = { name: 'integration', args: IN_TURN };
const E2E = { name: 'e2e', args: IN_TURN };
const TRITON = { name: 'triton' };
const NO_TRITON = { python: null, leftOut: null };

async function runCheck({ name, command: [command, ...args] }) {
  return step(`Checking ${name}`, async () => {
    const { code, output } = await runCommand(command, args, { cwd: projectRoot });
    if (code !== 0) process.stdout.write(output);
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  });
}

async function runSuite({ name, args }) {
  return step(`Running ${name} tests`, () => runJest(name, args));
}

/** Where this machine cannot run the tests of triton/, why not; that fails nothing. */
async function prepareTritonIfPossible() {
  try {
    return { python: await prepareTriton(), leftOut: null };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return { python: null, leftOut: `Left out: the tests of triton/ (${error.message})\n` };
  }
}

async function runTriton(python) {
  return step('Running the tests of triton/', async () => {
    const inPython = await runPytest(python, []);
    const spoken = await runJest(TRITON.name, IN_TURN);
    return { passed: inPython.passed + spoken.passed, failed: inPython.failed + spoken.failed };
  });
}

function selected() {
  const index = process.argv.indexOf('--only');
  return index < 0 ? undefined : process.argv[index + 1];
}

async function main() {
  if (process.argv.includes('--help')) {
    process.stdout.write(HELP);
    return;
  }
  requireNodeVersion();
  await installSystemPackages([...RUNTIME_PACKAGES, ...TEST_PACKAGES]);
  await installNpmPackages(projectRoot);
  await build(projectRoot);
  const only = selected();
  const wanted = ({ name }) => only === undefined || name === only;
  const { python, leftOut } = wanted(TRITON) ? await prepareTritonIfPossible() : NO_TRITON;
  if (leftOut !== null) process.stdout.write(leftOut);
  const total = { passed: 0, failed: 0 };
  const failedParts = [];
  const inTurn = async (parts, run) => {
    for (const part of parts.filter(wanted)) {
      const { passed, failed } = await run(part);
      total.passed += passed;
      total.failed += failed;
      if (failed > 0) failedParts.push(part.name);
    }
  };
  await Promise.all([inTurn([LINT], runCheck), inTurn(CHECKS, runCheck)]);
  await inTurn([UNIT], runSuite);
  // Conversations mostly wait for sound: what needs the processor runs beside them.
  const triton = python === null ? [] : [TRITON];
  const besideConversations = async () => {
    await inTurn([INTEGRATION], runSuite);
    await inTurn(triton, () => runTriton(python));
  };
  await Promise.all([inTurn([E2E], runSuite), besideConversations()]);
  if (failedParts.length > 0) process.stdout.write(`Failed: ${failedParts.join(', ')}\n`);
  if (leftOut !== null) process.stdout.write(leftOut);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}

await runProgram(main);
