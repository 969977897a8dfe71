import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { pauseProcess } from './pause-process';
import { repositoryRoot } from './repository-root';
import type { LogLine } from './service-log';
import { ServiceLog } from './service-log';
import { endProcess, endWithThisProcess, hasEnded } from './spawned-process';
import { until } from './until';

const START_DEADLINE_MS = 30_000;
/** A service promises 4 s, on a machine that does not stall. */
const STOP_DEADLINE_MS = 10_000;

/** A service that runs as a process of its own, from `dist/`. */
export interface ServiceProcess {
  readonly pid: number;
  readonly internalPort: number;
  /** -1: it has none. */
  readonly publicPort: number;
  /** Its log so far. */
  readonly log: readonly LogLine[];
  /** Whatever it wrote that is no line of the log. */
  readonly output: readonly string[];
  /** Its exit code (null after a signal), when it has ended and all that it wrote is in `log` and `output`. */
  readonly ended: Promise<number | null>;
  /** GET on the internal port. */
  get(path: string): Promise<{ readonly status: number; readonly body: string }>;
  /** Ends it (SIGTERM, and SIGKILL after 10 s) and gives its exit code. Calling it again is harmless. */
  stop(): Promise<number | null>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Holds it still until `resume`, so that its connections stay open and nothing is answered. */
  pause(): Promise<void>;
  resume(): void;
  signal(signal: NodeJS.Signals): void;
}

export interface StartServiceOptions {
  /** The log line to wait for. `listening`: its dependencies need not be there. Default: `ready`. */
  readonly waitFor?: 'ready' | 'listening';
}

/**
 * Starts `dist/apps/<app>/src/main.js` with `env` added to this process's environment, on free ports
 * unless `env` says otherwise. Needs a build.
 * @throws Error with the service's last lines when it ends, or is not ready in 30 s.
 */
export async function startService(
  app: string,
  env: Readonly<Record<string, string>> = {},
  options: StartServiceOptions = {},
): Promise<ServiceProcess> {
  return startProgram(join('apps', app, 'src', 'main.js'), env, options);
}

/** `startService` for any program of `dist/` that calls the services' own `startService`. */
export async function startProgram(
  path: string,
  env: Readonly<Record<string, string>>,
  options: StartServiceOptions = {},
): Promise<ServiceProcess> {
  const root = repositoryRoot();
  const program = join(root, 'dist', path);
  if (!existsSync(program)) throw new Error(`${path} is not built: run npm run build`);
  const child = spawn(process.execPath, [program], {
    cwd: root,
    env: { ...process.env, VOXRAIL_INTERNAL_PORT: '0', VOXRAIL_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithThisProcess(child);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const log = new ServiceLog();
  log.read(child.stdout);
  log.read(child.stderr);
  const awaited = options.waitFor ?? 'ready';
  try {
    const line = await until(
      () => {
        if (hasEnded(child)) throw new Error(`it ended with ${String(child.exitCode)}`);
        return log.lines.find(({ msg }) => msg === awaited);
      },
      START_DEADLINE_MS,
      `${path} ${awaited}`,
    );
    return { ...processHandle(child, log, line), ended };
  } catch (cause) {
    await endProcess(child, 'SIGKILL', STOP_DEADLINE_MS);
    await ended;
    const why = cause instanceof Error ? cause.message : 'unknown';
    throw new Error(`${path} did not start: ${why}\n${log.tail()}`, { cause });
  }
}

function processHandle(
  child: ChildProcess,
  log: ServiceLog,
  line: LogLine,
): Omit<ServiceProcess, 'ended'> {
  const internalPort = Number(line['internalPort']);
  return {
    pid: child.pid ?? -1,
    internalPort,
    publicPort: Number(line['publicPort'] ?? -1),
    log: log.lines,
    output: log.other,
    get: async (path) => {
      const response = await fetch(`http://127.0.0.1:${internalPort}${path}`);
      return { status: response.status, body: await response.text() };
    },
    stop: async () => endProcess(child, 'SIGTERM', STOP_DEADLINE_MS),
    kill: async () => {
      await endProcess(child, 'SIGKILL', STOP_DEADLINE_MS);
    },
    pause: async () => pauseProcess(child),
    resume: () => child.kill('SIGCONT'),
    signal: (signal) => child.kill(signal),
  };
}
