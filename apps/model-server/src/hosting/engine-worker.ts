import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';

import { hostEngine } from './engine-host';
import type { EngineCommand, EngineEvent, EngineHostData } from './engine-messages';

/* The entry of an engine's thread. */

async function start(port: MessagePort, data: EngineHostData): Promise<void> {
  const host = await hostEngine(port, data);
  if (host === undefined) return;
  port.on('message', (command: EngineCommand) => {
    host.handle(command);
  });
  port.postMessage({ kind: 'ready' } satisfies EngineEvent);
}

if (parentPort === null) throw new Error('this file runs in a worker thread');
void start(parentPort, workerData as EngineHostData);
