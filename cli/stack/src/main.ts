import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { holdSelfTest } from './self-test';
import type { StackOptions } from './stack-options';
import { parseStackOptions } from './stack-options';
import { DEFAULT_PORTS } from './stack-plan';
import { Stack } from './stack';
import { StartFailure } from './start-failure';

const PROJECT_ROOT = join(__dirname, '..', '..', '..', '..');
const SIGN_OF_LIFE_MS = 5_000;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function elapsed(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/** Says every few seconds that `title` still goes on, for as long as `work` does. */
async function withSignsOfLife<T>(title: string, work: Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const timer = setInterval(() => {
    print(`  … ${title}, ${elapsed(startedMs)}`);
  }, SIGN_OF_LIFE_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

async function run(): Promise<void> {
  const startedMs = performance.now();
  const options = parseStackOptions(process.argv.slice(2));
  const logFolder = join(PROJECT_ROOT, '.voxrail', 'logs');
  rmSync(logFolder, { recursive: true, force: true });
  let end: (code: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const fail = (error: unknown): void => {
    if (stack.isStopping) return;
    if (!(error instanceof StartFailure)) throw error;
    process.stderr.write(`voxrail: ${error.message}\n`);
    end(1);
  };
  const stack = new Stack({
    distFolder: join(PROJECT_ROOT, 'dist'),
    logFolder,
    replicas: options.replicas,
    models: options.models,
    ...(options.triton === undefined ? {} : { triton: options.triton }),
    ports: { ...DEFAULT_PORTS, gateway: options.port },
    onProgress: (line) => {
      print(`  ${line} (${elapsed(startedMs)})`);
    },
    onFailure: fail,
  });
  process.once('exit', () => {
    stack.killNow();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      end(0);
    });
  }
  const models = options.triton === undefined ? options.models : `Triton's (${options.triton})`;
  print(`• Starting Voxrail with ${models} models`);
  bringUp(stack, options, startedMs).catch(fail);
  const code = await ended;
  print('• Stopping');
  await stack.stop();
  process.exit(code);
}

async function bringUp(stack: Stack, options: StackOptions, startedMs: number): Promise<void> {
  await withSignsOfLife('starting', stack.start());
  if (options.selfTest && !stack.isStopping) await selfTest(stack);
  if (!stack.isStopping) announce(stack, startedMs);
}

async function selfTest(stack: Stack): Promise<void> {
  const [url] = stack.gatewayUrls;
  if (url === undefined) return;
  print('• Holding a short conversation as a test');
  const recording = join(PROJECT_ROOT, 'assets', 'recordings', 'go-forward-ten-meters.wav');
  const result = await withSignsOfLife('talking', holdSelfTest(url, recording));
  print(`  heard “${result.heard}”, answered “${result.answered}”`);
  print(`  from the end of speech to the first audio: ${Math.round(result.latencyMs)} ms`);
}

function announce(stack: Stack, startedMs: number): void {
  print(`\nVoxrail is ready after ${elapsed(startedMs)}: ${stack.gatewayUrls.join(' and ')}`);
  print('Open it in a browser and talk, or run: npm run talk. Ctrl-C stops everything.\n');
}

void run();
