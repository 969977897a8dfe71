import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { InferenceClient } from '@voxrail/inference';
import { until } from '@voxrail/testing';

/** Workers need compiled files: tests under Jest start the built server. */
const BUILT_SERVER = join(
  __dirname,
  '../../../../../dist/apps/model-server/src/hosting/testing/fixture-server.js',
);

const READY_WITHIN_MS = 20_000;

export interface FixtureProcess {
  readonly address: string;
  readonly pid: number;
  /** Resolves with the exit code when the process has ended by itself; null when a signal ended it. */
  stop(): Promise<number | null>;
}

/** Starts the fixture server with the named models and waits until all of `awaited` are ready. */
export async function startFixtureServer(
  models: readonly string[],
  awaited: readonly string[] = models,
  wantedPort = 0,
): Promise<FixtureProcess> {
  const child = fork(BUILT_SERVER, [String(wantedPort), ...models], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [message] = (await once(child, 'message')) as [{ port: number }];
  const address = `127.0.0.1:${message.port}`;
  await modelsReady(address, awaited);
  return {
    address,
    pid: child.pid ?? -1,
    stop: async () => {
      if (child.exitCode !== null) return child.exitCode;
      const exited = once(child, 'exit') as Promise<[number | null]>;
      child.disconnect();
      return (await exited)[0];
    },
  };
}

/** Resolves when the server at `address` says that all of `models` are ready; rejects after twenty seconds. */
export async function modelsReady(address: string, models: readonly string[]): Promise<void> {
  const client = new InferenceClient({ address });
  try {
    for (const model of models) {
      await until(
        () => client.modelReady(model, READY_WITHIN_MS),
        READY_WITHIN_MS,
        `${model} ready`,
      );
    }
  } finally {
    client.close();
  }
}
