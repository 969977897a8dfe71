import { setTimeout as sleep } from 'node:timers/promises';

import type { Cancellation, Engine, EngineOutputs, EngineRequest } from '../../engines/engine';
import { int32Input, int32Output } from './tensors';

const LOOK_EVERY_MS = 1;

/**
 * Answers after DELAY_MS, sooner when it is cancelled. With the parameter `block` it holds its thread
 * all the while, as native code does. Its output is the number of requests that were cancelled so far.
 */
class SlowEngine implements Engine {
  private cancellations = 0;

  public async execute(
    request: EngineRequest,
    respond: (outputs: EngineOutputs) => void,
    cancellation: Cancellation,
  ): Promise<void> {
    const until = Date.now() + int32Input(request, 'DELAY_MS');
    while (Date.now() < until && !cancellation.cancelled) {
      if (request.parameters['block'] !== true) await sleep(LOOK_EVERY_MS);
    }
    if (cancellation.cancelled) this.cancellations += 1;
    respond({ CANCELLATIONS: int32Output(this.cancellations) });
  }

  public close(): void {
    // It holds nothing.
  }
}

export function createEngine(): Promise<Engine> {
  return Promise.resolve(new SlowEngine());
}
