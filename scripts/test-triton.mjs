import { build } from './setup/build.mjs';
import { runJest } from './setup/jest-suite.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { runProgram, step } from './setup/progress.mjs';
import { projectRoot } from './setup/project-root.mjs';
import { added, describeFailure, NO_RESULTS } from './setup/test-results.mjs';
import { prepareTriton, runPytest } from './setup/triton-tests.mjs';

const HELP = `npm run test:triton: the Triton model repository, its tools, and a real Triton, on this machine's CPU

  npm run test:triton                  all of it
  npm run test:triton -- -k NAME       pytest alone, with its own options
  npm run test:triton -- --full        instead, what needs PyTorch: S3Gen against the original

Makes a Python environment in .voxrail/triton-python (about 120 MB from PyPI, once); for --full in
.voxrail/triton-python-full (about 3 GB, 6 GB on disk). Needs Linux on x86-64 and Python 3.11 or 3.12.
`;

async function main() {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(HELP);
    return;
  }
  requireNodeVersion();
  const full = args.includes('--full');
  const options = args.map((arg) => (arg === '--full' ? 'tests/full' : arg));
  const python = await prepareTriton(full ? 'full' : 'test');
  const results = [await step('Running Python tests', () => runPytest(python, options))];
  if (options.length === 0) {
    await build(projectRoot);
    const suite = () => runJest('triton', ['--runInBand', '--forceExit']);
    results.push(await step('Running tests against a real Triton', suite));
  }
  const { passed, failed, failures } = results.reduce(added, NO_RESULTS);
  for (const failure of failures) {
    process.stdout.write(`Failed:\n${describeFailure('triton', failure)}\n`);
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

await runProgram(main);
