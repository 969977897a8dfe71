import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..');
const npm = promisify(execFile);
const NPM_OPTIONS = { maxBuffer: 64 * 1024 * 1024, timeout: 60_000 };

interface LockFile {
  readonly packages: Record<
    string,
    {
      readonly name?: string;
      readonly version?: string;
      readonly link?: boolean;
      integrity?: string;
    }
  >;
}

interface BillOfMaterials {
  readonly components: readonly {
    readonly group?: string;
    readonly name: string;
    readonly version: string;
    readonly hashes?: readonly unknown[];
  }[];
}

function readLock(folder: string): LockFile {
  return JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as LockFile;
}

/** Check 45 of docs/security.md. */
describe('the npm packages of the project', () => {
  it('stand in the bill of materials, each with its hash', async () => {
    const { stdout } = await npm('npm', ['run', '--silent', 'bill-of-materials'], {
      ...NPM_OPTIONS,
      cwd: ROOT,
    });
    const bill = JSON.parse(stdout) as BillOfMaterials;
    const listed = new Map(
      bill.components.map(({ group, name, version, hashes }) => [
        `${group === undefined ? '' : `${group}/`}${name}@${version}`,
        hashes?.length ?? 0,
      ]),
    );
    // npm writes a package that is installed under another name by either of the two.
    const locked = Object.entries(readLock(ROOT).packages)
      .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
      .map(([path, { name, version }]) => {
        const folder = path.split('node_modules/').at(-1) ?? '';
        return [folder, name ?? folder].map((one) => `${one}@${version ?? ''}`);
      });
    expect(locked.length).toBeGreaterThan(100);
    expect(locked.filter((names) => !names.some((name) => listed.has(name)))).toEqual([]);
    expect([...listed].filter(([, hashes]) => hashes === 0)).toEqual([]);
  });

  it('are not installed where one is another than the lock file says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'voxrail-test-packages-'));
    try {
      const options = { ...NPM_OPTIONS, cwd: folder };
      mkdirSync(join(folder, 'piece'));
      writeFileSync(join(folder, 'piece', 'package.json'), '{"name":"piece","version":"1.0.0"}');
      await npm('npm', ['pack', './piece'], options);
      const wish = {
        name: 'whole',
        version: '1.0.0',
        dependencies: { piece: 'file:piece-1.0.0.tgz' },
      };
      writeFileSync(join(folder, 'package.json'), JSON.stringify(wish));
      await npm('npm', ['install', '--no-audit', '--ignore-scripts'], options);
      await npm('npm', ['ci', '--no-audit', '--ignore-scripts'], options);
      const lock = readLock(folder);
      const piece = lock.packages['node_modules/piece'];
      if (piece?.integrity === undefined) throw new Error('the lock file has no hash');
      piece.integrity = `sha512-${Buffer.alloc(64).toString('base64')}`;
      writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
      await expect(npm('npm', ['ci', '--no-audit', '--ignore-scripts'], options)).rejects.toThrow(
        'EINTEGRITY',
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
