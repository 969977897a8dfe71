import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { EngineLink, EngineLinkEvents } from './engine-link';
import type { EngineCommand, EngineEvent, EngineHostData } from './engine-messages';

const WORKER_FILE = join(__dirname, 'engine-worker.js');

/** To an engine in a thread of its own: it may compute, or end its thread, and nobody else notices. */
export class ThreadLink implements EngineLink {
  private readonly worker: Worker;
  private uncaught: Error | undefined;

  public constructor(name: string, data: EngineHostData, events: EngineLinkEvents) {
    this.worker = new Worker(WORKER_FILE, { workerData: data, name });
    this.worker.on('message', (event: EngineEvent) => {
      events.onEvent(event);
    });
    this.worker.on('error', (error) => {
      this.uncaught = error;
    });
    this.worker.on('exit', () => {
      events.onExit(this.uncaught);
    });
  }

  public post(command: EngineCommand, transfer: readonly ArrayBuffer[]): void {
    this.worker.postMessage(command, transfer);
  }

  public terminate(): void {
    void this.worker.terminate();
  }
}
