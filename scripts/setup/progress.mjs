/** Steps of a setup as a person watches them: a line at once, a sign of life every few seconds, the time at the end. */

const SIGN_OF_LIFE_MS = 5_000;

function seconds(sinceMs) {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/**
 * Runs `work` as a named step.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const startedMs = performance.now();
  process.stdout.write(`• ${title}\n`);
  const sign = setInterval(
    () => process.stdout.write(`  … ${title}, ${seconds(startedMs)}\n`),
    SIGN_OF_LIFE_MS,
  );
  try {
    const result = await work();
    process.stdout.write(`  ${title}: done in ${seconds(startedMs)}\n`);
    return result;
  } finally {
    clearInterval(sign);
  }
}

/** An end that a person can mend: its message is the one line they see, without a stack. */
export class SetupError extends Error {}

/** Runs a program's main function; a SetupError ends it with its one line and exit code 1. */
export async function runProgram(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`voxrail: ${error.message}\n`);
    process.exitCode = 1;
  }
}
