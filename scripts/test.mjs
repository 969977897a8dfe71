import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from './setup/build.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { installNpmPackages } from './setup/npm-packages.mjs';
import { runProgram, step } from './setup/progress.mjs';
import { projectRoot } from './setup/project-root.mjs';
import { runCommand } from './setup/run-command.mjs';
import {
  installSystemPackages,
  RUNTIME_PACKAGES,
  TEST_PACKAGES,
} from './setup/system-packages.mjs';

const HELP = `npm test: everything the project promises, on this machine

  npm test                 all of it
  npm test -- --only NAME  one part: ${['formatting', 'lint', 'dependencies', 'types', 'unit', 'integration', 'e2e'].join(', ')}
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

const SUITES = [
  // Jest would leave a core to itself, which it does not use.
  { name: 'unit', args: ['--maxWorkers=100%'] },
  { name: 'integration', args: IN_TURN },
  { name: 'e2e', args: IN_TURN },
];

async function runCheck({ name, command: [command, ...args] }) {
  return step(`Checking ${name}`, async () => {
    const { code, output } = await runCommand(command, args, { cwd: projectRoot });
    if (code !== 0) process.stdout.write(output);
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  });
}

async function runSuite({ name, args }) {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-test-'));
  const report = join(folder, 'report.json');
  try {
    return await step(`Running ${name} tests`, async () => {
      const command = ['--selectProjects', name, '--json', `--outputFile=${report}`, ...args];
      const { code } = await runCommand(bin('jest'), command, { cwd: projectRoot, echo: true });
      return countResults(report, code);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A test file that could not even be loaded has no tests in the report: it counts as one failure. */
function countResults(report, code) {
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    return { passed: result.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
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
  await inTurn(SUITES, runSuite);
  if (failedParts.length > 0) process.stdout.write(`Failed: ${failedParts.join(', ')}\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}

await runProgram(main);
