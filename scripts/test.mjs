import { build } from './setup/build.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { installNpmPackages } from './setup/npm-packages.mjs';
import { runProgram, SetupError, step } from './setup/progress.mjs';
import { projectRoot } from './setup/project-root.mjs';
import { runAgainAlone } from './setup/second-run.mjs';
import {
  installSystemPackages,
  RUNTIME_PACKAGES,
  TEST_PACKAGES,
} from './setup/system-packages.mjs';
import {
  CHECKS,
  E2E,
  INTEGRATION,
  LINT,
  PART_NAMES,
  tritonParts,
  UNIT,
} from './setup/test-parts.mjs';
import { added, describeFailure, NO_RESULTS } from './setup/test-results.mjs';
import { prepareTriton } from './setup/triton-tests.mjs';

const HELP = `npm test: everything the project promises, on this machine

  npm test                 all of it
  npm test -- --only NAME  one part: ${PART_NAMES.join(', ')}

Suites of real time run beside each other. A test of theirs that fails runs once more, alone; if it passes
then, the end of the run says so.
`;

/** Where this machine cannot run the tests of triton/, why not; that fails nothing. */
async function prepareTritonIfPossible() {
  try {
    return { triton: tritonParts(await prepareTriton()), leftOut: '' };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return { triton: [], leftOut: `Left out: the tests of triton/ (${error.message})\n` };
  }
}

function selected() {
  const index = process.argv.indexOf('--only');
  return index < 0 ? undefined : process.argv[index + 1];
}

/** @returns the results of all parts, by part */
async function runParts(triton, wanted) {
  const results = new Map();
  const inTurn = async (parts) => {
    for (const part of parts.filter(wanted)) results.set(part, await part.run());
  };
  await Promise.all([inTurn([LINT]), inTurn(CHECKS)]);
  await inTurn([UNIT]);
  // Conversations mostly wait for sound: what needs the processor runs beside them.
  await Promise.all([inTurn([E2E]), inTurn([INTEGRATION, ...triton])]);
  return results;
}

/** @returns lines about the failures, and the results with what passed in a second run */
async function judge(results) {
  let total = NO_RESULTS;
  const told = [];
  for (const [part, first] of results) {
    const { results: last, passedAlone } = await runAgainAlone(first, part.runOnly);
    for (const failure of passedAlone) {
      told.push('Failed beside other tests, passed alone:', describeFailure(part.name, failure));
    }
    for (const failure of last.failures) {
      told.push('Failed:', describeFailure(part.name, failure));
    }
    total = added(total, last);
  }
  return { told, total };
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
  const { triton, leftOut } = wanted({ name: 'triton' })
    ? await prepareTritonIfPossible()
    : { triton: [], leftOut: '' };
  process.stdout.write(leftOut);
  const { told, total } = await judge(await runParts(triton, wanted));
  process.stdout.write(told.map((line) => `${line}\n`).join(''));
  process.stdout.write(`${leftOut}${total.passed} passed, ${total.failed} failed\n`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}

await runProgram(main);
