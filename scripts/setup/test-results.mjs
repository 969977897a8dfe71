/**
 * @typedef {{ file: string, name: string, message: string }} Failure
 *   file: as the suite's own program takes it; name: '' for a file that could not be loaded
 * @typedef {{ passed: number, failed: number, failures: readonly Failure[] }} Results
 */

/** @type {Results} */
export const NO_RESULTS = { passed: 0, failed: 0, failures: [] };

/** @param {string} message @returns {Results} what never told its results, counted as one failure */
export function unreadable(message) {
  return { passed: 0, failed: 1, failures: [{ file: '', name: '', message }] };
}

/** @param {Results} a @param {Results} b @returns {Results} */
export function added(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    failures: [...a.failures, ...b.failures],
  };
}

const SHOWN_LINES = 12;

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/**
 * A failure as the end of a run tells it: which test, and how its message begins.
 * @param {string} part
 * @param {Failure} failure
 */
export function describeFailure(part, { file, name, message }) {
  const lines = message.replaceAll(COLOURS, '').split('\n');
  const telling = lines.filter((line) => line.trim() !== '' && !line.includes('/node_modules/'));
  const shown = telling.slice(0, SHOWN_LINES);
  const title = [part, file, name].filter((word) => word !== '').join(' › ');
  return [title, ...shown.map((line) => `    ${line}`), ''].join('\n');
}
