import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { until } from '@voxrail/testing';

import { CancellationFlags } from './cancellation-flags';
import type { EngineCommand, EngineEvent } from './engine-messages';
import { packTensors, unpackTensors } from './packed-tensors';
import { SameThreadLink } from './same-thread-link';
import { int32Output } from './testing/tensors';

/** An engine in this thread, and what it has told. */
class Linked {
  public readonly events: EngineEvent[] = [];
  public exits = 0;
  public readonly flags = new CancellationFlags(1);
  public readonly link: SameThreadLink;

  public constructor(module: string) {
    const data = {
      modulePath: join(__dirname, 'testing', module),
      options: {},
      decoupled: true,
      flags: this.flags.memory,
    };
    this.link = new SameThreadLink(data, {
      onEvent: (event) => this.events.push(event),
      onExit: () => (this.exits += 1),
    });
  }

  public async loaded(): Promise<void> {
    await until(() => this.events.length > 0, 5_000, 'a word of the engine');
  }

  public count(to: number, intervalMs = 0): void {
    const inputs = packTensors({ COUNT: int32Output(to), INTERVAL_MS: int32Output(intervalMs) });
    const flag = this.flags.take() ?? Number.NaN;
    const request = { id: 'q', parameters: {} };
    this.link.post({ kind: 'execute', ticket: 1, flag, request, inputs } satisfies EngineCommand);
  }

  /** Kinds of the events after `ready`, with how many responses each holds. */
  public told(): string[] {
    return this.events
      .slice(1)
      .map((event) => (event.kind === 'responses' ? `${event.outputs.length}` : event.kind));
  }

  public indices(): number[] {
    return this.events
      .flatMap((event) => (event.kind === 'responses' ? event.outputs : []))
      .map((outputs) => {
        const { INDEX } = unpackTensors(outputs);
        return Buffer.from(INDEX?.data ?? []).readInt32LE(0);
      });
  }
}

describe('an engine in the thread of the server', () => {
  it('says that it is ready, and answers nothing within the call that asks', async () => {
    const linked = new Linked('counter-engine');
    await linked.loaded();
    expect(linked.events).toEqual([{ kind: 'ready' }]);
    await nextTurn();
    linked.count(1);
    expect(linked.told()).toEqual([]);
    await until(() => linked.told().includes('done'), 5_000, 'the end of the request');
    expect(linked.told()).toEqual(['1', 'done']);
  });

  it('lets the first response of a burst leave before the others', async () => {
    const linked = new Linked('counter-engine');
    await linked.loaded();
    await nextTurn();
    linked.count(40);
    await new Promise(process.nextTick);
    expect(linked.told()).toEqual(['1']);
    await until(() => linked.told().includes('done'), 5_000, 'the end of the request');
    expect(linked.indices()).toEqual(Array.from({ length: 40 }, (_, index) => index));
  });

  it('stops a request whose flag is raised', async () => {
    const linked = new Linked('counter-engine');
    await linked.loaded();
    linked.count(1_000_000, 1);
    await until(() => linked.told().length > 0, 5_000, 'a first response');
    linked.flags.raise(0);
    await until(() => linked.told().includes('done'), 5_000, 'the end of the request');
  });

  it('says why it cannot be loaded, and is gone then', async () => {
    const linked = new Linked('broken-engine');
    await until(() => linked.exits > 0, 5_000, 'its exit');
    expect(linked.events).toMatchObject([{ kind: 'load_failed' }]);
  });

  it('is gone once when it was closed, and says nothing afterwards', async () => {
    const linked = new Linked('counter-engine');
    await linked.loaded();
    linked.count(1_000_000, 1);
    linked.link.post({ kind: 'close' });
    await until(() => linked.exits > 0, 5_000, 'its exit');
    linked.link.terminate();
    const told = linked.events.length;
    linked.flags.raise(0);
    await nextTurn();
    await nextTurn();
    expect([linked.events.length, linked.exits]).toEqual([told, 1]);
  });
});
