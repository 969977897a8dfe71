import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { pauseProcess } from './pause-process';
import { endProcess, endWithThisProcess, hasEnded } from './spawned-process';
import { until } from './until';

/** Debian installs the server where the PATH of an ordinary user does not look. */
const SEARCH_PATH = [process.env['PATH'] ?? '', '/usr/sbin', '/usr/local/sbin'].join(delimiter);

const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 10_000;

export interface NatsServerOptions {
  /** Default: any free port. For a server that comes back where another was. */
  readonly port?: number;
}

/** A real nats-server of this test's own. */
export interface NatsServer {
  readonly url: string;
  readonly port: number;
  /** Where it tells of its connections and subscriptions. */
  readonly monitorPort: number;
  readonly pid: number;
  /** Ends it and deletes its files. Calling it again is harmless. */
  stop(): Promise<void>;
  /** Ends it without a goodbye, as a crash would. */
  kill(): Promise<void>;
  /** Holds it still until `resume`, so that connections stay open and nothing is answered. */
  pause(): Promise<void>;
  resume(): void;
}

type Listening = Pick<NatsServer, 'url' | 'port' | 'monitorPort'>;

/**
 * Starts nats-server on loopback, with JetStream and its files in a directory of its own.
 * @throws Error when the program is missing or does not come up.
 */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const directory = await mkdtemp(join(tmpdir(), 'voxrail-nats-'));
  const port = String(options.port ?? -1);
  const flags = ['-a', '127.0.0.1', '-p', port, '-m', '-1', '--ports_file_dir', directory];
  const child = spawn('nats-server', [...flags, '-js', '-sd', join(directory, 'jetstream')], {
    env: { ...process.env, PATH: SEARCH_PATH },
    stdio: 'ignore',
  });
  endWithThisProcess(child);
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    await endProcess(child, signal, STOP_DEADLINE_MS);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const listening = await until(
      async () => {
        if (failure !== undefined) throw failure;
        if (hasEnded(child)) throw new Error(`nats-server ended with ${String(child.exitCode)}`);
        return readPorts(directory);
      },
      START_DEADLINE_MS,
      'nats-server',
    );
    return handle(child, listening, end);
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
}

function handle(
  child: ChildProcess,
  listening: Listening,
  end: (signal: NodeJS.Signals) => Promise<void>,
): NatsServer {
  return {
    ...listening,
    pid: child.pid ?? -1,
    stop: async () => end('SIGTERM'),
    kill: async () => end('SIGKILL'),
    pause: async () => pauseProcess(child),
    resume: () => child.kill('SIGCONT'),
  };
}

/** The server writes where it listens once it does. */
async function readPorts(directory: string): Promise<Listening | undefined> {
  const name = (await readdir(directory)).find((file) => file.endsWith('.ports'));
  if (name === undefined) return undefined;
  try {
    const ports = JSON.parse(await readFile(join(directory, name), 'utf8')) as {
      readonly nats?: readonly string[];
      readonly monitoring?: readonly string[];
    };
    const url = ports.nats?.[0];
    const monitor = ports.monitoring?.[0];
    if (url === undefined || monitor === undefined) return undefined;
    return { url, port: portOf(url), monitorPort: portOf(monitor) };
  } catch {
    // Not completely written yet.
    return undefined;
  }
}

function portOf(address: string): number {
  return Number(new URL(address).port);
}
