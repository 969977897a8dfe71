import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { projectRoot } from './project-root.mjs';
import { runCommand } from './run-command.mjs';

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

/**
 * Runs the Jest project of this name (jest.config.cjs) to its end.
 * @param {string} name
 * @param {readonly string[]} args Jest's own options
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runJest(name, args) {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-test-'));
  const report = join(folder, 'report.json');
  try {
    const jest = join(projectRoot, 'node_modules', '.bin', 'jest');
    const command = ['--selectProjects', name, '--json', `--outputFile=${report}`, ...args];
    const { code } = await runCommand(jest, command, { cwd: projectRoot, echo: true });
    return countResults(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
