import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { NODE_FLAGS } from './node-flags';

describe('how Node runs a service', () => {
  it('is the same in the image as under npm start', () => {
    const dockerfile = readFileSync(join(__dirname, '../../../Dockerfile'), 'utf8');
    const entry = JSON.stringify(['node', ...NODE_FLAGS]).replaceAll(',', ', ');
    expect(dockerfile).toContain(`ENTRYPOINT ${entry}\n`);
  });
});
