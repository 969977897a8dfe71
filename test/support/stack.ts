import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freeStackPorts } from '../../cli/stack/src/free-ports';
import { Stack } from '../../cli/stack/src/stack';
import type { ModelProfile } from '../../cli/stack/src/stack-options';
import type { StackPorts } from '../../cli/stack/src/stack-plan';
import type { StartFailure } from '../../cli/stack/src/start-failure';

export interface RunningStack {
  readonly gatewayUrl: string;
  readonly stack: Stack;
  readonly ports: StackPorts;
  /** Where its processes may put files. */
  readonly folders: { readonly logs: string; readonly state: string; readonly temporary: string };
  /** Parts that ended without being asked to. */
  readonly failures: readonly StartFailure[];
  stop(): Promise<void>;
}

export interface StackWish {
  readonly models: ModelProfile;
  readonly triton?: string;
  readonly replicas?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts every service as a process of its own on free ports, from the build in dist/. */
export async function startStack(wish: StackWish): Promise<RunningStack> {
  const replicas = wish.replicas ?? 1;
  const ports = await freeStackPorts(replicas);
  const failures: StartFailure[] = [];
  const logs = mkdtempSync(join(tmpdir(), 'voxrail-test-logs-'));
  const temporary = mkdtempSync(join(tmpdir(), 'voxrail-test-temporary-'));
  const stack = new Stack({
    distFolder: join(__dirname, '..', '..', 'dist'),
    logFolder: logs,
    replicas,
    models: wish.models,
    ...(wish.triton === undefined ? {} : { triton: wish.triton }),
    ports,
    env: { TMPDIR: temporary, ...wish.env },
    onFailure: (failure) => failures.push(failure),
  });
  try {
    await stack.start();
  } catch (error) {
    await stack.stop();
    throw error;
  }
  return {
    gatewayUrl: `http://127.0.0.1:${ports.gateway}`,
    stack,
    ports,
    folders: { logs, state: stack.stateFolder, temporary },
    failures,
    stop: async () => {
      await stack.stop();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}
