import { setTimeout as sleep } from 'node:timers/promises';

import type { Cancellation, Engine, EngineOutputs, EngineRequest } from '../../engines/engine';
import { EngineError } from '../../engines/engine';
import { int32Input, int32Output } from './tensors';

/** Decoupled: counts to COUNT, one response each, INTERVAL_MS apart. Fails after `fail_after` of them. */
class CounterEngine implements Engine {
  public async execute(
    request: EngineRequest,
    respond: (outputs: EngineOutputs) => void,
    cancellation: Cancellation,
  ): Promise<void> {
    const count = int32Input(request, 'COUNT');
    const intervalMs = int32Input(request, 'INTERVAL_MS', 0);
    for (let index = 0; index < count && !cancellation.cancelled; index += 1) {
      if (index === request.parameters['fail_after']) {
        throw new EngineError('INTERNAL', 'failed as asked');
      }
      respond({ INDEX: int32Output(index) });
      if (intervalMs > 0) await sleep(intervalMs);
    }
  }

  public close(): void {
    // It holds nothing.
  }
}

export function createEngine(): Promise<Engine> {
  return Promise.resolve(new CounterEngine());
}
