import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ConsoleAssets, ConsoleNotBuiltError } from './console-assets';

describe('ConsoleAssets', () => {
  function folderWith(...names: string[]): string {
    const folder = mkdtempSync(join(tmpdir(), 'console-'));
    for (const name of names) writeFileSync(join(folder, name), `content of ${name}`);
    return folder;
  }

  const all = ['index.html', 'console.css', 'console.js', 'capture-worklet.js', 'icon.svg'];

  it('serves the page’s files with their types', () => {
    const assets = new ConsoleAssets(folderWith(...all));
    expect(assets.find('console.js')).toEqual({
      contentType: 'text/javascript; charset=utf-8',
      body: Buffer.from('content of console.js'),
    });
  });

  it.each(['../package.json', 'secret.txt', '', 'constructor'])(
    'knows no file named %j',
    (name) => {
      const assets = new ConsoleAssets(folderWith(...all, 'secret.txt'));
      expect(assets.find(name)).toBeUndefined();
    },
  );

  it('says which file is missing where the page was not built', () => {
    expect(() => new ConsoleAssets(folderWith('index.html'))).toThrow(ConsoleNotBuiltError);
    expect(() => new ConsoleAssets(folderWith('index.html'))).toThrow(/console\.css/);
  });
});
