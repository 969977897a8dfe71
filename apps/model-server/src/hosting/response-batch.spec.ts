import { setImmediate } from 'node:timers/promises';

import type { PackedTensors } from './packed-tensors';
import { ResponseBatch } from './response-batch';

function response(): PackedTensors {
  return { buffer: new ArrayBuffer(0), tensors: [] };
}

function batch(): { batch: ResponseBatch; given: number[]; wait: (ms: number) => void } {
  let nowMs = 1_000;
  const given: number[] = [];
  return {
    batch: new ResponseBatch(
      () => nowMs,
      (responses) => given.push(responses.length),
    ),
    given,
    wait: (ms) => {
      nowMs += ms;
    },
  };
}

describe('ResponseBatch', () => {
  it('gives the first response at once and the rest of a burst together', () => {
    const { batch: responses, given } = batch();
    for (let i = 0; i < 5; i += 1) responses.add(response());
    expect(given).toEqual([1]);
    responses.flush();
    expect(given).toEqual([1, 4]);
  });

  it('gives each response of a slow engine at once', () => {
    const { batch: responses, given, wait } = batch();
    for (let i = 0; i < 3; i += 1) {
      responses.add(response());
      wait(10);
    }
    expect(given).toEqual([1, 1, 1]);
  });

  it('goes on giving while an engine keeps its thread busy', () => {
    const { batch: responses, given, wait } = batch();
    for (let i = 0; i < 6; i += 1) {
      responses.add(response());
      wait(1);
    }
    expect(given).toEqual([1, 2, 2]);
  });

  it('holds nothing back when the engine pauses in the middle of a burst', async () => {
    const { batch: responses, given } = batch();
    responses.add(response());
    responses.add(response());
    await setImmediate();
    expect(given).toEqual([1, 1]);
  });
});
