import 'reflect-metadata';

import { newApiKey } from '../edge/credentials/api-key';
import { addKey, withKey } from './add-key';
import { parseKeyOptions } from './key-options';

function main(): void {
  const options = parseKeyOptions(process.argv.slice(2));
  const key = newApiKey();
  try {
    if (options.file === null) process.stderr.write(withKey(null, options, key));
    else addKey(options.file, options, key);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    process.stderr.write(`voxrail: ${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`${key}\n`);
}

main();
