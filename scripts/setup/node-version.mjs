import { SetupError } from './progress.mjs';

const REQUIRED = [20, 19];

export function requireNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > REQUIRED[0] || (major === REQUIRED[0] && minor >= REQUIRED[1])) return;
  throw new SetupError(
    `Node.js ${process.versions.node} is too old: install Node.js ${REQUIRED.join('.')} or newer`,
  );
}
