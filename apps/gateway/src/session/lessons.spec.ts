import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../..');

/** Paths in the document are below this folder, or from the top. */
function pathOf(file: string): string {
  return /^(apps|libs)\//.test(file) ? join(ROOT, file) : join(__dirname, file);
}

/** A file with tests, and the titles of some of them. */
interface NamedTests {
  readonly file: string;
  readonly titles: readonly string[];
}

/** Tests are written as `file`: title; another title (docs/turn-taking.md). */
function namedTests(): NamedTests[] {
  const document = readFileSync(join(ROOT, 'docs/turn-taking.md'), 'utf8');
  const cells = document
    .split('\n')
    .filter((line) => line.startsWith('|') && line.includes('.spec.ts'))
    .map((line) => line.split('|')[2] ?? '');
  return cells.flatMap((cell) =>
    cell.split(/(?=`[^`]+\.spec\.ts`)/).flatMap((text): NamedTests[] => {
      const [, file, rest = ''] = /`([^`]+\.spec\.ts)`(.*)/.exec(text) ?? [];
      if (file === undefined) return [];
      const titles = rest.startsWith(':') ? rest.slice(1).split(';') : [];
      return [{ file, titles: titles.map(plain).filter((title) => title !== '') }];
    }),
  );
}

function plain(text: string): string {
  return text.replaceAll(/[\\`'’"…]/g, '').trim();
}

describe('every test that docs/turn-taking.md names', () => {
  const named = namedTests();

  it('is found in the document', () => {
    expect(named.length).toBeGreaterThan(40);
  });

  it.each(named)('is in $file', ({ file, titles }) => {
    const source = plain(readFileSync(pathOf(file), 'utf8'));
    for (const title of titles) expect(source).toContain(title);
  });
});
