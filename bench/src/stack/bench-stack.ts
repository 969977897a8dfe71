import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { MessageBus } from '@voxrail/messaging';
import { connectMessageBus } from '@voxrail/messaging';

import { freeStackPorts } from '../../../cli/stack/src/free-ports';
import { untilReady } from '../../../cli/stack/src/readiness';
import type { StackSpec } from '../../../cli/stack/src/stack';
import { Stack } from '../../../cli/stack/src/stack';
import type { ModelProfile } from '../../../cli/stack/src/stack-options';

/** Exit code of a program that was told to stop. */
const INTERRUPTED = 130;

/** What a scenario needs of the services under test. */
export interface StackWish {
  /** Settings of all of them, on top of their defaults. */
  readonly env: Readonly<Record<string, string>>;
  /** Of those of one kind. */
  readonly serviceEnv?: StackSpec['serviceEnv'];
  /** How many of each rail and of the gateway. Default 1. */
  readonly replicas?: number;
}

/** A stack on free ports, and a connection to its broker to listen in on decisions. */
export interface BenchStack {
  /** The first gateway's. */
  readonly url: string;
  readonly gatewayUrls: readonly string[];
  readonly bus: MessageBus;
  readonly pids: Readonly<Record<string, number>>;
  /** Where the broker tells of itself. */
  readonly brokerMonitorPort: number;
  /** What a process has written so far. */
  output(title: string): string;
  /** Ends a process without warning. */
  kill(title: string): Promise<void>;
  /** Starts it again, and waits until it is ready. */
  restart(title: string): Promise<void>;
  stop(): Promise<void>;
}

const READY_MS = 30_000;

/** @throws StartFailure */
export async function startBenchStack(models: ModelProfile, wish: StackWish): Promise<BenchStack> {
  const { env, serviceEnv = {}, replicas = 1 } = wish;
  const ports = await freeStackPorts(replicas);
  const logFolder = mkdtempSync(join(tmpdir(), 'voxrail-bench-'));
  const stack = new Stack({
    distFolder: join(__dirname, '..', '..', '..'),
    logFolder,
    replicas,
    models,
    ports,
    env,
    serviceEnv,
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
    gatewayUrls: stack.gatewayUrls,
    bus,
    pids: stack.pids,
    brokerMonitorPort: ports.natsMonitor ?? 0,
    output: (title) => readFileSync(stack.logFile(title), 'utf8'),
    kill: async (title) => stack.killService(title),
    restart: async (title) => {
      stack.startService(title);
      const plan = stack.services.find((entry) => entry.title === title);
      await untilReady(title, plan?.internalPort ?? 0, READY_MS, () => false);
    },
    stop: async () => {
      await bus.close();
      await stack.stop();
      rmSync(logFolder, { recursive: true, force: true });
    },
  };
}
