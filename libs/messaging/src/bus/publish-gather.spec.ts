import { VirtualClock } from '@voxrail/clock';
import fc from 'fast-check';

import { PublishGather } from './publish-gather';

function gather(): {
  clock: VirtualClock;
  gather: PublishGather;
  left: { subject: string; atMs: number }[];
} {
  const clock = new VirtualClock();
  const left: { subject: string; atMs: number }[] = [];
  return {
    clock,
    left,
    gather: new PublishGather(clock, (subject) => left.push({ subject, atMs: clock.nowMs() })),
  };
}

const DATA = new Uint8Array(1);

describe('PublishGather', () => {
  it('lets a message go at once when none has left just before', () => {
    const { clock, gather: messages, left } = gather();
    messages.add('a', DATA);
    clock.advance(20);
    messages.add('b', DATA);
    expect(left.map(({ subject }) => subject)).toEqual(['a', 'b']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('lets those that come soon after go together', () => {
    const { clock, gather: messages, left } = gather();
    const startMs = clock.nowMs();
    messages.add('a', DATA);
    clock.advance(1);
    messages.add('b', DATA);
    messages.add('c', DATA);
    clock.advance(10);
    expect(left.map(({ atMs }) => atMs - startMs)).toEqual([0, 4, 4]);
  });

  it('lets all that waits go before a message that must not wait', () => {
    const { clock, gather: messages, left } = gather();
    messages.add('a', DATA);
    messages.add('b', DATA);
    messages.flush();
    expect(left).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps the order, and holds nothing for longer than 4 ms, however messages come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 6 }), { maxLength: 60 }), (pausesMs) => {
        const { clock, gather: messages, left } = gather();
        const added = pausesMs.map((pauseMs, index) => {
          clock.advance(pauseMs);
          messages.add(String(index), DATA);
          return clock.nowMs();
        });
        clock.advance(4);
        expect(left.map(({ subject }) => Number(subject))).toEqual([...added.keys()]);
        left.forEach(({ atMs }, index) => {
          expect(atMs - (added[index] ?? 0)).toBeLessThanOrEqual(4);
        });
      }),
    );
  });
});
