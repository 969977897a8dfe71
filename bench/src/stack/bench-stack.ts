import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { MessageBus } from '@voxrail/messaging';
import { connectMessageBus } from '@voxrail/messaging';

import { freeStackPorts } from '../../../cli/stack/src/free-ports';
import { Stack } from '../../../cli/stack/src/stack';
import type { ModelProfile } from '../../../cli/stack/src/stack-options';

/** Exit code of a program that was told to stop. */
const INTERRUPTED = 130;

/** A stack on free ports, and a connection to its broker to listen in on decisions. */
export interface BenchStack {
  readonly url: string;
  readonly bus: MessageBus;
  readonly pids: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** @throws StartFailure */
export async function startBenchStack(
  models: ModelProfile,
  env: Readonly<Record<string, string>>,
): Promise<BenchStack> {
  const ports = await freeStackPorts();
  const logFolder = mkdtempSync(join(tmpdir(), 'voxrail-bench-'));
  const stack = new Stack({
    distFolder: join(__dirname, '..', '..', '..'),
    logFolder,
    replicas: 1,
    models,
    ports,
    env,
    onFailure: (failure) => {
      process.stderr.write(`voxrail: ${failure.message}\n`);
      process.exitCode = 1;
    },
  });
  process.once('exit', () => {
    stack.killNow();
    rmSync(logFolder, { recursive: true, force: true });
  });
  // Without a listener a signal ends the process before `exit` is told, and the stack would stay.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      process.exit(INTERRUPTED);
    });
  }
  await stack.start();
  const bus = await connectMessageBus({ url: `nats://127.0.0.1:${ports.nats}`, name: 'bench' });
  return {
    url: `http://127.0.0.1:${ports.gateway}`,
    bus,
    pids: stack.pids,
    stop: async () => {
      await bus.close();
      await stack.stop();
      rmSync(logFolder, { recursive: true, force: true });
    },
  };
}
