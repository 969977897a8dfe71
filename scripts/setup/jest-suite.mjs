import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { projectRoot } from './project-root.mjs';
import { runCommand } from './run-command.mjs';
import { unreadable } from './test-results.mjs';

function failuresOf({ name, message, assertionResults }) {
  const file = relative(projectRoot, name);
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return [{ file, name: '', message }];
  return failed.map(({ fullName, failureMessages }) => ({
    file,
    name: fullName,
    message: failureMessages.join('\n'),
  }));
}

/** A test file that could not even be loaded has no tests in the report: it counts as one failure. */
function readResults(report, code) {
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    if (failed === 0 && code !== 0) return unreadable(`Jest ended with ${code}`);
    const files = result.testResults.filter(({ status }) => status === 'failed');
    return { passed: result.numPassedTests, failed, failures: files.flatMap(failuresOf) };
  } catch (error) {
    return unreadable(`Jest left no report: ${error.message}`);
  }
}

/**
 * Runs the Jest project of this name (jest.config.cjs) to its end.
 * @param {string} name
 * @param {readonly string[]} args Jest's own options
 * @returns {Promise<import('./test-results.mjs').Results>}
 */
export async function runJest(name, args) {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-test-'));
  const report = join(folder, 'report.json');
  try {
    const jest = join(projectRoot, 'node_modules', '.bin', 'jest');
    const command = ['--selectProjects', name, '--json', `--outputFile=${report}`, ...args];
    const { code } = await runCommand(jest, command, { cwd: projectRoot, echo: true });
    return readResults(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Jest's options for these tests and no others.
 * @param {readonly import('./test-results.mjs').Failure[]} failures
 */
export function onlyThese(failures) {
  const literally = (text) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  const names = failures.map(({ name }) => literally(name)).join('|');
  const files = [...new Set(failures.map(({ file }) => file))];
  return [`--testNamePattern=^(${names})$`, '--runTestsByPath', ...files];
}
