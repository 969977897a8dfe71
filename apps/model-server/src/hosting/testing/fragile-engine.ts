import { setTimeout as sleep } from 'node:timers/promises';

import type { Engine, EngineOutputs, EngineRequest, ModelDefinition } from '../../engines/engine';
import { EngineError } from '../../engines/engine';
import { int32Output } from './tensors';

/** What its parameter `fail` may ask for. */
type Failure = 'refuse' | 'throw' | 'uncaught' | 'exit' | 'silent';

function failAs(failure: Failure): void {
  switch (failure) {
    case 'refuse':
      throw new EngineError('INVALID_ARGUMENT', 'refused as asked');
    case 'throw':
      JSON.parse('a secret that an error message would quote');
      return;
    case 'uncaught':
      setImmediate(() => {
        throw new Error('uncaught as asked');
      });
      return;
    case 'exit':
      process.exit(1);
    case 'silent':
      return;
  }
}

/** Answers how many requests it has had, or fails in the way that is asked of it. */
class FragileEngine implements Engine {
  private requests = 0;

  public execute(
    request: EngineRequest,
    respond: (outputs: EngineOutputs) => void,
  ): Promise<void> | void {
    this.requests += 1;
    const failure = request.parameters['fail'];
    if (failure === undefined) {
      respond({ REQUESTS: int32Output(this.requests) });
      return;
    }
    failAs(failure as Failure);
    if (failure === 'silent') return;
    // What comes later ends the thread; until then the request stays open.
    return new Promise(() => undefined);
  }

  public close(): void {
    // It holds nothing.
  }
}

/** Loads for as long as its option `loadMs` says. */
export async function createEngine(options: ModelDefinition['options']): Promise<Engine> {
  await sleep(Number(options['loadMs'] ?? 0));
  return new FragileEngine();
}
