import { execFile } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { ClientProject } from './support/client-package';
import { installClientPackage } from './support/client-package';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';

const ROOT = join(__dirname, '..');
const RECORDING = join(ROOT, 'assets', 'recordings', 'go-forward-ten-meters.wav');
const run = promisify(execFile);

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Uses every entry point, and would not compile if one of them were untyped. */
const TYPED = `
import { VoxrailClient } from '@voxrail/client';
import type { ClientEvents, VoxrailClientOptions } from '@voxrail/client';
import { listMicrophones, VoiceCall } from '@voxrail/client/browser';
import { useVoiceCall } from '@voxrail/client/react';

const options: VoxrailClientOptions = { url: 'http://127.0.0.1:3000', transport: 'websocket' };
const client: VoxrailClient = new VoxrailClient(options);
client.on('transcript', ({ text }) => text.toUpperCase());
client.on('resumed', ({ awayMs }: ClientEvents['resumed']) => awayMs.toFixed());
client.tool({ name: 'a', description: '', parameters: { type: 'object' } }, async ({ b }) => b);
const inPage: VoxrailClient = new VoiceCall({ ...options, microphone: false }).client;
export const all = [inPage, listMicrophones, useVoiceCall];
// @ts-expect-error there is no such event
client.on('telepathy', () => undefined);
// @ts-expect-error there is no such transport
new VoxrailClient({ url: '', transport: 'pigeon' });
// @ts-expect-error a turn is a number
client.on('interrupted', ({ turn }) => turn.toUpperCase());
`;

describe('the client as a package', () => {
  let project: ClientProject;

  beforeAll(async () => {
    project = await installClientPackage(['socket.io-client', 'ws', 'react', '@types/react']);
  }, 120_000);

  afterAll(() => {
    project.remove();
  });

  function node(...args: string[]): Promise<{ stdout: string }> {
    return run(process.execPath, args, { cwd: project.folder, timeout: 60_000 });
  }

  /** @throws Error with what the compiler prints */
  async function compile(compilerOptions: object, files: readonly string[]): Promise<void> {
    const settings = JSON.stringify({ compilerOptions, files });
    writeFileSync(join(project.folder, 'tsconfig.json'), settings);
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    try {
      await node(tsc, '--pretty', 'false');
    } catch (error) {
      throw new Error((error as { readonly stdout?: string }).stdout);
    }
  }

  it('holds what its manifest names and nothing of the sources', () => {
    const entries = ['browser', 'index', 'react'].flatMap((name) =>
      ['.cjs', '.d.cts', '.d.mts', '.mjs'].map((extension) => name + extension),
    );
    const rest = [
      'LICENSE',
      'NOTICE',
      'README.md',
      'capture-worklet.js',
      'examples',
      'package.json',
    ];
    expect(readdirSync(project.client).sort()).toEqual([...entries, ...rest].sort());
  });

  it('imports nothing that its manifest does not name, and has the version of this repository', () => {
    const manifest = readManifest(project.client);
    const own = ['@voxrail/client', '@voxrail/client/browser', '@voxrail/client/react'];
    const named = [...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })];
    for (const file of readdirSync(project.client)) {
      if (!/\.(d\.)?[mc][jt]s$/.test(file)) continue;
      const code = readFileSync(join(project.client, file), 'utf8');
      const imported = code.matchAll(/(?:from|require\(|import\()\s*["']([^"']+)["']/g);
      for (const [, name] of imported) expect([...own, ...named]).toContain(name);
    }
    expect(manifest.version).toBe(readManifest(ROOT).version);
  });

  it.each([
    ['import', 'esm.mjs', `import { VoxrailClient } from '@voxrail/client';`],
    ['require', 'cjs.cjs', `const { VoxrailClient } = require('@voxrail/client');`],
  ])('is there for %s, browser and React parts included', async (kind, file, first) => {
    const load = kind === 'import' ? 'await import' : 'require';
    const body = `
      ${first}
      console.log(new VoxrailClient({ url: 'http://127.0.0.1:9' }).state);
      console.log(typeof (${load}('@voxrail/client/browser')).VoiceCall);
      console.log(typeof (${load}('@voxrail/client/react')).useVoiceCall);`;
    writeFileSync(join(project.folder, file), body);
    const { stdout } = await node(file);
    expect(stdout.trim().split('\n')).toEqual(['idle', 'function', 'function']);
  });

  it('is typed for ES modules, CommonJS and bundlers', async () => {
    for (const file of ['typed.mts', 'typed.cts']) {
      writeFileSync(join(project.folder, file), TYPED);
    }
    const common = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2022', 'dom'],
      types: [],
    };
    const asNode = { ...common, module: 'node16', esModuleInterop: true };
    const bundled = { ...common, module: 'es2022', moduleResolution: 'bundler' };
    await compile(asNode, ['typed.mts', 'typed.cts']);
    await compile(bundled, ['typed.mts']);
  }, 120_000);

  describe('beside a gateway', () => {
    let stack: RunningStack;

    beforeAll(async () => {
      stack = await startStack({ models: 'embedded' });
    }, 90_000);

    afterAll(async () => {
      await stack.stop();
    });

    it('holds a conversation in twenty lines', async () => {
      const example = join(project.client, 'examples', 'talk.mjs');
      expect(readFileSync(example, 'utf8').trim().split('\n').length).toBeLessThanOrEqual(22);
      copyFileSync(example, join(project.folder, 'talk.mjs'));
      const { stdout } = await node('talk.mjs', RECORDING, stack.gatewayUrl);
      expect(stdout).toMatch(/^you: .*forward/m);
      expect(stdout).toMatch(/^agent: \S/m);
    });
  });
});
