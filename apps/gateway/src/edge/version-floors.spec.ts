import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

/** Every release below one of these can be ended or filled up by a client (docs/security.md, item 21). */
const FLOORS = {
  'socket.io': '4.8.4',
  'engine.io': '6.6.9',
  'socket.io-parser': '4.2.7',
  ws: '8.21.3',
  '@grpc/grpc-js': '1.10.9',
} as const;

const lock = JSON.parse(
  readFileSync(join(__dirname, '../../../../package-lock.json'), 'utf8'),
) as LockFile;

/** Also those that a package brings for itself alone. */
function versionsOf(name: string): string[] {
  return Object.entries(lock.packages)
    .filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
    .map(([, { version }]) => version ?? '');
}

function isAtLeast(version: string, floor: string): boolean {
  const [found, wanted] = [version, floor].map((text) => text.split('.').map(Number));
  if (found?.length !== 3 || wanted === undefined || found.some(Number.isNaN)) return false;
  for (const [index, part] of wanted.entries()) {
    const own = found[index] ?? -1;
    if (own !== part) return own > part;
  }
  return true;
}

describe('the lock file', () => {
  it.each(Object.entries(FLOORS))(
    'has %s at %s or newer, and nowhere an older one',
    (name, floor) => {
      const versions = versionsOf(name);
      expect(versions).not.toEqual([]);
      expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
    },
  );

  it.each([
    ['4.8.4', '4.8.4', true],
    ['4.10.0', '4.8.4', true],
    ['5.0.0', '4.8.4', true],
    ['4.8.3', '4.8.4', false],
    ['3.9.9', '4.8.4', false],
    ['4.8.4-alpha.1', '4.8.4', false],
    ['', '4.8.4', false],
  ])('is read right: %s is at least %s: %s', (version, floor, expected) => {
    expect(isAtLeast(version, floor)).toBe(expected);
  });
});
