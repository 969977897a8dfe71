import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { VirtualClock } from '@voxrail/clock';

import { hashOfApiKey, newApiKey } from './api-key';
import { readApiKeyFile } from './api-key-file';
import { ApiKeys } from './api-keys';
import { WatchedFile } from './watched-file';

describe('API keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-api-keys-'));
  const path = join(folder, 'keys.json');
  const clock = new VirtualClock();
  let failures: unknown[] = [];
  let keys: ApiKeys | undefined;

  function write(...entries: readonly object[]): void {
    writeFileSync(path, JSON.stringify({ keys: entries }));
  }

  function open(file = path): ApiKeys {
    failures = [];
    keys = new ApiKeys(
      new WatchedFile({
        path: file,
        read: readApiKeyFile,
        clock,
        onFailure: (error) => failures.push(error),
      }),
    );
    return keys;
  }

  function entry(id: string, key: string, grants: object = {}): object {
    return { id, hash: hashOfApiKey(key), ...grants };
  }

  afterEach(() => {
    keys?.close();
    expect(clock.pendingTimers).toBe(0);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('are known by their hashes, with what they may', () => {
    const [web, kiosk] = [newApiKey(), newApiKey()];
    write(entry('web', web), entry('kiosk', kiosk, { tools: ['get_time'], max_duration_s: 60 }));
    const opened = open();
    expect(opened.read(web)).toEqual({
      kind: 'account',
      grants: { tools: null, maxDurationS: null, owner: 'key:web' },
      maxSessions: null,
      expiresAtMs: null,
    });
    expect(opened.read(kiosk)).toMatchObject({
      grants: { tools: ['get_time'], maxDurationS: 60, owner: 'key:kiosk' },
    });
  });

  it('are refused when they are not in the file, or are no keys', () => {
    const web = newApiKey();
    write(entry('web', web));
    const opened = open();
    for (const key of [newApiKey(), '', 'vxr_', web.slice(0, -1), `${web}x`, hashOfApiKey(web)]) {
      expect(() => opened.read(key)).toThrow(
        expect.objectContaining({ code: 'unauthorized' }) as Error,
      );
    }
    expect(() => new ApiKeys(null).read(web)).toThrow('not valid');
  });

  it('are revoked within a second of being taken out, without a restart', () => {
    const [web, kiosk] = [newApiKey(), newApiKey()];
    write(entry('web', web), entry('kiosk', kiosk));
    const opened = open();
    const revoked: string[] = [];
    opened.onRevoked((owner) => revoked.push(owner));
    write(entry('kiosk', kiosk));
    clock.advance(1_000);
    expect(revoked).toEqual(['key:web']);
    expect(() => opened.read(web)).toThrow('not valid');
    expect(opened.read(kiosk)).toMatchObject({ grants: { owner: 'key:kiosk' } });
  });

  it('are revoked when another key takes their name, and not when a grant changes', () => {
    const [old, kept] = [newApiKey(), newApiKey()];
    write(entry('web', old), entry('kiosk', kept));
    const opened = open();
    const revoked: string[] = [];
    opened.onRevoked((owner) => revoked.push(owner));
    const next = newApiKey();
    write(entry('web', next), entry('kiosk', kept, { max_sessions: 3 }));
    clock.advance(1_000);
    expect(revoked).toEqual(['key:web']);
    expect(opened.read(next)).toMatchObject({ grants: { owner: 'key:web' } });
    expect(opened.read(kept)).toMatchObject({ maxSessions: 3 });
  });

  it('stay as they were while the file is missing or broken, which is told once', () => {
    const web = newApiKey();
    write(entry('web', web));
    const opened = open();
    const revoked: string[] = [];
    opened.onRevoked((owner) => revoked.push(owner));
    writeFileSync(path, '{"keys": [');
    clock.advance(3_000);
    rmSync(path);
    clock.advance(3_000);
    expect(failures).toHaveLength(2);
    expect(opened.read(web)).toMatchObject({ grants: { owner: 'key:web' } });
    write();
    clock.advance(1_000);
    expect(revoked).toEqual(['key:web']);
  });

  it('are read again when the file is a link that is led elsewhere, as containers do', () => {
    const [old, next] = [newApiKey(), newApiKey()];
    write(entry('web', old));
    const link = join(folder, 'link');
    symlinkSync(path, link);
    const opened = open(link);
    const other = join(folder, 'other.json');
    writeFileSync(other, JSON.stringify({ keys: [entry('web', next)] }));
    symlinkSync(other, `${link}.new`);
    renameSync(`${link}.new`, link);
    clock.advance(1_000);
    expect(opened.read(next)).toMatchObject({ grants: { owner: 'key:web' } });
  });

  it.each([
    ['is not JSON', 'keys: []'],
    ['has no keys', '{}'],
    ['has a key in the open', JSON.stringify({ keys: [{ id: 'web', hash: newApiKey() }] })],
    ['has a field that is not known', JSON.stringify({ keys: [entryOf({ tool: ['a'] })] })],
    ['limits to nothing', JSON.stringify({ keys: [entryOf({ max_sessions: 0 })] })],
    ['has two of a name', JSON.stringify({ keys: [entryOf({}), entryOf({})] })],
  ])('cannot be opened when the file %s', (_what, text) => {
    writeFileSync(path, text);
    expect(() => open()).toThrow();
  });

  function entryOf(grants: object): object {
    return entry('web', newApiKey(), grants);
  }
});
