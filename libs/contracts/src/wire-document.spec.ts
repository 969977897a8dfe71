import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { OWNER_VERBS } from './control/owner';
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

  it('lists every verb that gateways ask each other, and none that is not understood', () => {
    const section = document.slice(document.indexOf('## Between gateways'));
    const listed = [...section.matchAll(/^\| `([a-z_]+)`\s*\|/gm)].map((row) => row[1] ?? '');
    const verbs = listed.slice(0, OWNER_VERBS.length);
    expect(verbs).toEqual(OWNER_VERBS);
  });
});
