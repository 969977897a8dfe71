import fc from 'fast-check';

import { VirtualClock } from '@voxrail/clock';

import type { SequenceId } from '../engines/engine';
import { InferenceJob } from './inference-job';
import { SequenceTable } from './sequence-table';
import type { ServingError } from './serving-error';

const MAX_IDLE_MS = 1000;

/** A place that runs what it is given until the test says otherwise. */
class TestPlace {
  public readonly started: InferenceJob[] = [];
  public readonly dropped: SequenceId[] = [];

  public start(job: InferenceJob): boolean {
    job.begin(() => undefined);
    this.started.push(job);
    return true;
  }

  public dropSequence(id: SequenceId): void {
    this.dropped.push(id);
  }
}

interface Told {
  done: number;
  readonly errors: ServingError[];
}

function setUp(places = [new TestPlace()], capacity = 2) {
  const clock = new VirtualClock();
  const table = new SequenceTable<TestPlace>({
    model: 'm',
    clock,
    maxIdleMs: MAX_IDLE_MS,
    choosePlace: (sequencesAt) => places.find((place) => sequencesAt(place) < capacity),
  });
  const told: Told = { done: 0, errors: [] };
  const request = (
    id: SequenceId,
    flags: { start?: boolean; end?: boolean } = {},
  ): InferenceJob => {
    const sequence = { id, start: flags.start ?? false, end: flags.end ?? false };
    const job = new InferenceJob(
      { id: 'r', inputs: {}, parameters: {}, sequence },
      {
        onResponse: () => undefined,
        onDone: () => {
          told.done += 1;
        },
        onFailed: (error) => told.errors.push(error),
      },
      () => clock.nowMs(),
    );
    table.submit(job);
    return job;
  };
  const place = places[0] ?? new TestPlace();
  return { clock, table, told, request, place };
}

describe('SequenceTable', () => {
  it('refuses a first request without START in the words of Triton', () => {
    const { request } = setUp();
    expect(() => request('u1')).toThrow(
      "inference request for sequence u1 to model 'm' must specify the START flag on the first request of the sequence",
    );
  });

  it.each(['', 0n])('refuses the sequence id %p', (id) => {
    const { request } = setUp();
    expect(() => request(id, { start: true })).toThrow('non-zero or non-empty correlation ID');
  });

  it('runs one request of a sequence at a time, in order', () => {
    const { request, place } = setUp();
    const first = request('u1', { start: true });
    const second = request('u1');
    expect(place.started).toEqual([first]);
    first.done();
    expect(place.started).toEqual([first, second]);
  });

  it('keeps a sequence at its place and gives others their own', () => {
    const places = [new TestPlace(), new TestPlace()];
    const { request } = setUp(places, 1);
    request('u1', { start: true }).done();
    request('u2', { start: true }).done();
    request('u1').done();
    expect(places.map((place) => place.started.length)).toEqual([2, 1]);
  });

  it('knows a number and its digits for two sequences', () => {
    const { request } = setUp();
    request(7n, { start: true }).done();
    expect(() => request('7')).toThrow('must specify the START flag');
  });

  it('lets those that begin at its capacity wait, and runs them in order as others end', () => {
    const { request, place, told } = setUp(undefined, 1);
    request('u1', { start: true }).done();
    const second = request('u2', { start: true });
    const third = request('u3', { start: true, end: true });
    const secondsLast = request('u2', { end: true });
    expect(place.started).toHaveLength(1);
    request('u1', { end: true }).done();
    expect(place.started.at(-1)).toBe(second);
    second.done();
    expect(place.started.at(-1)).toBe(secondsLast);
    secondsLast.done();
    expect(place.started.at(-1)).toBe(third);
    expect(told.errors).toEqual([]);
  });

  it('gives the place of one that was idle for too long to one that waits', () => {
    const { clock, request, place } = setUp(undefined, 1);
    request('u1', { start: true }).done();
    const waiting = request('u2', { start: true });
    clock.advance(MAX_IDLE_MS);
    expect(place.started.at(-1)).toBe(waiting);
  });

  it('forgets one that waits when its request is cancelled', () => {
    const { request, table } = setUp(undefined, 1);
    request('u1', { start: true }).done();
    request('u2', { start: true }).cancel();
    expect(table.liveSequences).toBe(1);
    expect(() => request('u2')).toThrow('must specify the START flag');
  });

  it('bounds how many may wait for a place', () => {
    const { request } = setUp(undefined, 1);
    for (let index = 0; index <= 256; index += 1) request(`u${index}`, { start: true });
    expect(() => request('one more', { start: true })).toThrow('Exceeds maximum queue size');
  });

  it('drops a sequence that is idle for too long, which must then begin again', () => {
    const { clock, request, place } = setUp();
    request('u1', { start: true }).done();
    clock.advance(MAX_IDLE_MS - 1);
    request('u1').done();
    clock.advance(MAX_IDLE_MS);
    expect(place.dropped).toEqual(['u1']);
    expect(() => request('u1')).toThrow('must specify the START flag');
  });

  it('does not count the time of a running request as idle', () => {
    const { clock, request, place } = setUp();
    const running = request('u1', { start: true });
    clock.advance(MAX_IDLE_MS * 3);
    running.done();
    expect(place.dropped).toEqual([]);
  });

  it('ends the old sequence when a START comes before its END', () => {
    const { request, place } = setUp();
    request('u1', { start: true }).done();
    request('u1', { start: true }).done();
    expect(place.dropped).toEqual(['u1']);
  });

  it('lets a name be used again behind its END, but not without START', () => {
    const { request, place } = setUp();
    const last = request('u1', { start: true, end: true });
    expect(() => request('u1')).toThrow('must specify the START flag');
    const next = request('u1', { start: true });
    last.done();
    expect(place.started).toEqual([last, next]);
    expect(place.dropped).toEqual([]);
  });

  it('cancels all that wait with one of them, and keeps the sequence', () => {
    const { request, told, place } = setUp();
    const running = request('u1', { start: true });
    const cancelled = request('u1');
    request('u1', { end: true });
    cancelled.cancel();
    expect(told.errors.map((error) => error.code)).toEqual(['CANCELLED']);
    running.done();
    request('u1').done();
    expect(place.started).toHaveLength(2);
  });

  it('fails what waits when its place is lost, and forgets the sequence', () => {
    const { request, table, told, place, clock } = setUp();
    request('u1', { start: true });
    request('u1');
    table.forgetPlace(place);
    expect(told.errors.map((error) => error.code)).toEqual(['UNAVAILABLE']);
    expect(() => request('u1')).toThrow('must specify the START flag');
    expect(clock.pendingTimers).toBe(0);
  });

  it('bounds what may wait', () => {
    const { request } = setUp();
    request('u1', { start: true });
    for (let index = 0; index < 32; index += 1) request('u1');
    expect(() => request('u1')).toThrow('32 requests waiting');
  });

  it('settles every request once and ends without sequences or timers, whatever comes', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('request' as const),
        id: fc.constantFrom('a', 'b', 'c'),
        start: fc.boolean(),
        end: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('finish' as const), index: fc.nat(20) }),
      fc.record({ kind: fc.constant('cancel' as const), index: fc.nat(20) }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(MAX_IDLE_MS * 2) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { clock, table, request, place } = setUp();
        const jobs: InferenceJob[] = [];
        const settled = new Set<InferenceJob>();
        let settlements = 0;
        for (const next of steps) {
          if (next.kind === 'request') {
            try {
              const job = request(next.id, next);
              job.whenSettled(() => {
                settled.add(job);
                settlements += 1;
              });
              jobs.push(job);
            } catch {
              continue;
            }
          } else if (next.kind === 'finish') place.started[next.index]?.done();
          else if (next.kind === 'cancel') jobs[next.index]?.cancel();
          else clock.advance(next.ms);
          const running = place.started.filter((job) => !settled.has(job));
          const names = running.map((job) => job.request.sequence?.id);
          expect(new Set(names).size).toBe(names.length);
        }
        let done = 0;
        do {
          while (done < place.started.length) place.started[done++]?.done();
          clock.advance(MAX_IDLE_MS);
        } while (done < place.started.length);
        expect(settlements).toBe(jobs.length);
        expect(table.liveSequences).toBe(0);
        expect(clock.pendingTimers).toBe(0);
      }),
    );
  });
});
