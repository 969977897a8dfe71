import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';

import type { Engine, EngineOutputs, EngineRequest, SequenceId } from '../../engines/engine';
import { EngineError } from '../../engines/engine';
import { int32Input, int32Output } from './tensors';

/** A sequence model: the sum of a sequence's VALUEs, the sequences it holds, and the thread it runs in. */
class AccumulatorEngine implements Engine {
  private readonly sums = new Map<SequenceId, number>();
  private readonly busy = new Set<SequenceId>();

  public async execute(
    request: EngineRequest,
    respond: (outputs: EngineOutputs) => void,
  ): Promise<void> {
    const { sequence } = request;
    if (sequence === undefined) throw new EngineError('INTERNAL', 'not in a sequence');
    if (this.busy.has(sequence.id)) throw new EngineError('INTERNAL', 'two requests at a time');
    this.busy.add(sequence.id);
    await sleep(int32Input(request, 'DELAY_MS', 0));
    this.busy.delete(sequence.id);
    const before = sequence.start ? 0 : (this.sums.get(sequence.id) ?? -1);
    const sum = before + int32Input(request, 'VALUE');
    if (sequence.end) this.sums.delete(sequence.id);
    else this.sums.set(sequence.id, sum);
    respond({
      SUM: int32Output(sum),
      HELD: int32Output(this.sums.size),
      THREAD: int32Output(threadId),
    });
  }

  public dropSequence(id: SequenceId): void {
    this.sums.delete(id);
  }

  public close(): void {
    this.sums.clear();
  }
}

export function createEngine(): Promise<Engine> {
  return Promise.resolve(new AccumulatorEngine());
}
