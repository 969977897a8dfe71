import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

const BROWSERS = ['chrome110', 'firefox115', 'safari16.4'];

/** The package's entry points refer to each other by its name, so that none holds a copy of another. */
const EXTERNAL = [
  'socket.io-client',
  'ws',
  'react',
  '@voxrail/client',
  '@voxrail/client/browser',
  '@voxrail/client/react',
];

/** The code of the audio thread, which a page loads by an address: one module without imports. */
async function buildWorklet(source) {
  const { outputFiles } = await build({
    entryPoints: [join(source, 'browser/capture/capture-worklet.ts')],
    bundle: true,
    format: 'esm',
    minify: true,
    target: BROWSERS,
    write: false,
    outfile: 'capture-worklet.js',
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

async function buildCode(entryPoints, target, worklet) {
  for (const [format, extension] of [
    ['esm', '.mjs'],
    ['cjs', '.cjs'],
  ]) {
    await build({
      entryPoints,
      outdir: target,
      outExtension: { '.js': extension },
      bundle: true,
      platform: 'neutral',
      format,
      target: ['node20', ...BROWSERS],
      external: EXTERNAL,
      define: { VOXRAIL_CAPTURE_WORKLET: JSON.stringify(worklet) },
      sourcemap: false,
      logLevel: 'warning',
    });
  }
}

/** One file of types an entry point: those of other folders of this repository are written into it. */
async function buildTypes(root, entryPoints, target) {
  const bundle = await rollup({
    input: entryPoints,
    external: (id) => EXTERNAL.includes(id),
    treeshake: { moduleSideEffects: false },
    plugins: [dts({ tsconfig: join(root, 'libs/client/tsconfig.json') })],
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  await bundle.write({ dir: target, format: 'es', entryFileNames: '[name].d.mts' });
  await bundle.close();
  for (const name of Object.keys(entryPoints)) {
    copyFileSync(join(target, `${name}.d.mts`), join(target, `${name}.d.cts`));
  }
}

/**
 * Builds `@voxrail/client` as it is published into a folder from which `npm pack` makes the package.
 * @param {string} root of the repository
 * @param {string} target emptied first
 */
export async function buildClientPackage(root, target) {
  const folder = join(root, 'libs/client');
  const source = join(folder, 'src');
  const entryPoints = {
    index: join(source, 'index.ts'),
    browser: join(source, 'browser/index.ts'),
    react: join(source, 'react/index.ts'),
  };
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const worklet = await buildWorklet(source);
  writeFileSync(join(target, 'capture-worklet.js'), worklet);
  await buildCode(entryPoints, target, worklet);
  await buildTypes(root, entryPoints, target);
  for (const file of ['package.json', 'README.md']) {
    copyFileSync(join(folder, file), join(target, file));
  }
  cpSync(join(folder, 'examples'), join(target, 'examples'), { recursive: true });
  for (const file of ['LICENSE', 'NOTICE']) copyFileSync(join(root, file), join(target, file));
}
