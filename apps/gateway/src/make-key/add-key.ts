import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import { hashOfApiKey } from '../edge/credentials/api-key';
import { readApiKeyFile } from '../edge/credentials/api-key-file';
import type { KeyOptions } from './key-options';

/** The owner alone may read which keys there are. */
const MODE = 0o600;

/**
 * The text of a file of API keys with one more in it.
 * @param text what the file has now; null: there is none yet
 * @throws Error saying what of the file or the new entry cannot be used
 */
export function withKey(text: string | null, { id, grants }: KeyOptions, key: string): string {
  const keys = text === null ? [] : readApiKeyFile(text);
  const added = { keys: [...keys, { id, hash: hashOfApiKey(key), ...grants }] };
  const written = `${JSON.stringify(added, null, 2)}\n`;
  readApiKeyFile(written);
  return written;
}

/** Adds the key to the file at `path`, which a gateway that reads it meanwhile sees whole or not at all. */
export function addKey(path: string, options: KeyOptions, key: string): void {
  const text = withKey(existsSync(path) ? readFileSync(path, 'utf8') : null, options, key);
  const beside = `${path}.new`;
  writeFileSync(beside, text, { mode: MODE });
  renameSync(beside, path);
}
