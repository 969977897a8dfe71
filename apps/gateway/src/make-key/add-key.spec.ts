import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { hashOfApiKey, newApiKey } from '../edge/credentials/api-key';
import { readApiKeyFile } from '../edge/credentials/api-key-file';
import { addKey } from './add-key';
import { parseKeyOptions } from './key-options';

describe('making an API key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-make-key-'));
  const path = join(folder, 'keys.json');

  afterEach(() => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('adds its hash to the file and leaves the others', () => {
    const [one, other] = [newApiKey(), newApiKey()];
    addKey(path, parseKeyOptions(['web']), one);
    const flags = ['--tools', 'get_time, find_shop', '--max-duration', '60', '--max-sessions', '2'];
    addKey(path, parseKeyOptions(['kiosk', ...flags]), other);
    expect(readApiKeyFile(readFileSync(path, 'utf8'))).toEqual([
      { id: 'web', hash: hashOfApiKey(one) },
      {
        id: 'kiosk',
        hash: hashOfApiKey(other),
        tools: ['get_time', 'find_shop'],
        max_duration_s: 60,
        max_sessions: 2,
      },
    ]);
    expect(readFileSync(path, 'utf8')).not.toContain(one);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['keys.json']);
  });

  it('takes no name twice, and none that the gateway would not take', () => {
    addKey(path, parseKeyOptions(['web']), newApiKey());
    expect(() => {
      addKey(path, parseKeyOptions(['web']), newApiKey());
    }).toThrow('there are two keys with the id web');
    expect(() => {
      addKey(path, parseKeyOptions(['two words']), newApiKey());
    }).toThrow('keys.1.id');
  });

  it('does not write over a file that holds something else', () => {
    writeFileSync(path, 'a letter');
    expect(() => {
      addKey(path, parseKeyOptions(['web']), newApiKey());
    }).toThrow('the file is not JSON');
    expect(readFileSync(path, 'utf8')).toBe('a letter');
  });
});
