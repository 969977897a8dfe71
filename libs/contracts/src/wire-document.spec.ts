import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FrameKind } from './frame/frame-kind';

const document = readFileSync(join(__dirname, '../../../docs/wire.md'), 'utf8');

describe('docs/wire.md', () => {
  it('lists every kind of frame with its byte, and none that does not exist', () => {
    const rows = [...document.matchAll(/^\| `([A-Z_]+)`\s*\| 0x([0-9a-f]{2})\s*\|/gm)];
    const listed = Object.fromEntries(
      rows.map((row): [string, number] => [row[1] ?? '', parseInt(row[2] ?? '', 16)]),
    );
    expect(listed).toEqual(FrameKind);
  });
});
