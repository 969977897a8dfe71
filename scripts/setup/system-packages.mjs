import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { SetupError, step } from './progress.mjs';
import { runCommand } from './run-command.mjs';

// Debian installs servers into /usr/sbin, which is not on every user's PATH.
const PROGRAM_FOLDERS = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/opt/homebrew/bin',
];

const LIBRARY_FOLDERS = [
  '/usr/lib',
  '/usr/lib64',
  '/usr/local/lib',
  '/lib',
  `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`,
];

function hasProgram(name) {
  return PROGRAM_FOLDERS.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function hasLibrary(prefix) {
  return LIBRARY_FOLDERS.some(
    (folder) => existsSync(folder) && readdirSync(folder).some((file) => file.startsWith(prefix)),
  );
}

/** What `npm start` needs that is not an npm package, by Debian's package names. */
export const RUNTIME_PACKAGES = [
  { name: 'nats-server', installed: () => hasProgram('nats-server') },
  { name: 'libpocketsphinx3', installed: () => hasLibrary('libpocketsphinx.so.3') },
  {
    name: 'pocketsphinx-en-us',
    installed: () => existsSync('/usr/share/pocketsphinx/model/en-us'),
  },
  { name: 'libespeak-ng1', installed: () => hasLibrary('libespeak-ng.so.1') },
];

/**
 * What `npm test` needs beyond that: a browser, synthetic voices, recorded human speech, and the proxy
 * of deploy/nginx with a certificate for it.
 */
export const TEST_PACKAGES = [
  { name: 'chromium', installed: () => hasProgram('chromium') },
  { name: 'flite', installed: () => hasProgram('flite') },
  {
    name: 'pocketsphinx-testdata',
    installed: () => existsSync('/usr/share/pocketsphinx/test/data'),
  },
  { name: 'nginx', installed: () => hasProgram('nginx') },
  { name: 'openssl', installed: () => hasProgram('openssl') },
];

async function aptCommand() {
  if (!hasProgram('apt-get')) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  if (!hasProgram('sudo')) return undefined;
  const { code } = await runCommand('sudo', ['-n', 'true']);
  return code === 0 ? ['sudo', '-n', 'apt-get'] : undefined;
}

function missingMessage(names) {
  const list = names.join(' ');
  if (hasProgram('apt-get')) {
    return `missing system packages; run: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${list}`;
  }
  return `missing on this system: ${list} (Debian's package names; install their counterparts, then run this again)`;
}

/**
 * Makes sure that `packages` are installed: with apt where this user may, else says what to run.
 * @param {readonly { name: string, installed: () => boolean }[]} packages
 */
export async function installSystemPackages(packages) {
  const names = packages.filter((entry) => !entry.installed()).map((entry) => entry.name);
  if (names.length === 0) return;
  const apt = await aptCommand();
  if (apt === undefined) throw new SetupError(missingMessage(names));
  const [command, ...prefix] = apt;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await step(`Installing system packages: ${names.join(', ')}`, async () => {
    await runCommand(command, [...prefix, 'update', '-qq'], { env });
    const args = [...prefix, 'install', '-y', '-qq', '--no-install-recommends', ...names];
    const { code, output } = await runCommand(command, args, { env });
    if (code === 0) return;
    process.stderr.write(output);
    throw new SetupError(`apt-get could not install them; ${missingMessage(names)}`);
  });
}
