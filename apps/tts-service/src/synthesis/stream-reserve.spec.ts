import { VirtualClock } from '@voxrail/clock';

import { StreamReserve } from './stream-reserve';
import { TRACEPARENT } from './testing/recorded-speech';
import { ScriptedStreams } from './testing/scripted-streams';

const LIFETIME_MS = 5_000;
const OTHER_TRACE = '00-11111111111111111111111111111111-b7ad6b7169203331-01';
const OTHER_SPAN = '00-0af7651916cd43dd8448eb211c80319c-1111111111111111-01';

describe('StreamReserve', () => {
  let clock: VirtualClock;
  let streams: ScriptedStreams;
  let reserve: StreamReserve;

  beforeEach(() => {
    clock = new VirtualClock();
    streams = new ScriptedStreams();
    reserve = new StreamReserve(streams, clock, LIFETIME_MS);
  });

  it('gives the prepared stream to the same trace, once', () => {
    reserve.prepare(TRACEPARENT);
    reserve.prepare(OTHER_SPAN);
    expect(streams.all).toHaveLength(1);
    reserve.take(OTHER_SPAN);
    expect(streams.all).toHaveLength(1);
    reserve.take(TRACEPARENT);
    expect(streams.all).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
  });

  it('opens a stream of its own for another trace', () => {
    reserve.prepare(TRACEPARENT);
    reserve.take(OTHER_TRACE);
    expect(streams.all.map(({ traceparent }) => traceparent)).toEqual([TRACEPARENT, OTHER_TRACE]);
    reserve.prepare(OTHER_TRACE);
    expect(streams.all[0]?.cancelled).toBe(true);
  });

  it('closes a stream that nobody took, when its time is over', () => {
    reserve.prepare(TRACEPARENT);
    clock.advance(LIFETIME_MS - 1);
    expect(streams.openCount).toBe(1);
    reserve.prepare(TRACEPARENT);
    clock.advance(LIFETIME_MS - 1);
    expect(streams.openCount).toBe(1);
    clock.advance(1);
    expect(streams.openCount).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('opens a stream soon, but not within the call, and none when it was closed or taken from meanwhile', () => {
    reserve.prepareSoon(TRACEPARENT);
    expect(streams.all).toHaveLength(0);
    clock.advance(1);
    expect(streams.all).toHaveLength(1);
    reserve.take(TRACEPARENT);
    reserve.prepareSoon(TRACEPARENT);
    reserve.take(TRACEPARENT);
    reserve.prepareSoon(TRACEPARENT);
    reserve.close();
    clock.advance(1);
    expect(streams.all).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not give a stream whose connection was lost meanwhile', () => {
    reserve.prepare(TRACEPARENT);
    streams.all[0]?.fail('UNAVAILABLE');
    expect(reserve.take(TRACEPARENT).usable).toBe(true);
    expect(streams.all).toHaveLength(2);
  });

  it('tells the one who takes it of a server that cannot be reached', () => {
    const unreachable = {
      openStream: () => {
        throw new Error('closed');
      },
    };
    const broken = new StreamReserve(unreachable, clock, LIFETIME_MS);
    broken.prepare(TRACEPARENT);
    const codes: string[] = [];
    broken.take(TRACEPARENT).start(
      { model: 'chatterbox', inputs: [] },
      {
        onResponse: () => undefined,
        onError: ({ code }) => codes.push(code),
        onEnd: () => undefined,
      },
    );
    broken.close();
    expect(codes).toEqual(['UNAVAILABLE']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('closes what it has', () => {
    reserve.prepare(TRACEPARENT);
    reserve.close();
    reserve.close();
    expect(streams.openCount).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });
});
