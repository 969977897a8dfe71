/** More than so many are no accident of a busy machine. */
const MOST_TESTS = 5;

/**
 * Suites of real time run beside each other, and a stall that none of them made fails whichever test it
 * meets. The few that failed so run once more with nothing beside them; what passes then has passed, and
 * the end of the run names it (`passedAlone`).
 * @param {import('./test-results.mjs').Results} first results of the part
 * @param {import('./test-parts.mjs').Part['runOnly']} runOnly undefined: nothing runs again
 * @returns {Promise<{ results: import('./test-results.mjs').Results,
 *   passedAlone: readonly import('./test-results.mjs').Failure[] }>}
 */
export async function runAgainAlone(first, runOnly) {
  const { passed, failures } = first;
  const asItWas = { results: first, passedAlone: [] };
  if (runOnly === undefined || failures.length === 0 || failures.length > MOST_TESTS)
    return asItWas;
  // A file that could not be loaded, or a program that ended early.
  if (failures.some(({ name }) => name === '')) return asItWas;
  const again = await runOnly(failures);
  // A second run of something else, or of nothing, proves nothing.
  if (again.passed + again.failed !== failures.length) return asItWas;
  const failsAgain = ({ file, name }) =>
    again.failures.some((other) => other.file === file && other.name === name);
  return {
    results: { ...again, passed: passed + again.passed },
    passedAlone: failures.filter((failure) => !failsAgain(failure)),
  };
}
