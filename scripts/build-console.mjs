import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

import { projectRoot } from './setup/project-root.mjs';

const page = join(projectRoot, 'apps/gateway/src/console/page');
const client = join(projectRoot, 'libs/client/src');
const target = join(projectRoot, 'dist/apps/gateway/public');

/** Bundles the web page into the folder from which the gateway serves it. */
mkdirSync(target, { recursive: true });
await build({
  entryPoints: {
    console: join(page, 'main.ts'),
    // A worklet runs in a world of its own and is loaded by its address.
    'capture-worklet': join(client, 'browser/capture/capture-worklet.ts'),
  },
  outdir: target,
  bundle: true,
  format: 'esm',
  target: ['chrome110', 'firefox115', 'safari16.4'],
  minify: true,
  tsconfig: join(projectRoot, 'apps/gateway/src/console/tsconfig.json'),
  logLevel: 'warning',
});
await build({
  entryPoints: { console: join(page, 'styles/console.css') },
  outdir: target,
  bundle: true,
  minify: true,
  target: ['chrome110', 'firefox115', 'safari16.4'],
  logLevel: 'warning',
});
for (const file of ['index.html', 'icon.svg']) copyFileSync(join(page, file), join(target, file));
