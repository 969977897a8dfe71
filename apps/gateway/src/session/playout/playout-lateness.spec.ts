import type { Clock, Timer } from '@voxrail/clock';
import { VirtualClock } from '@voxrail/clock';
import { OUTPUT_SAMPLE_RATE_HZ, samplesToMs } from '@voxrail/contracts';

import { Playout } from './playout';
import { PlayoutScheduler } from './playout-scheduler';

const LATE_MS = 9;

/** As a busy process has it: every timer fires too late. */
class LateClock implements Clock {
  public readonly virtual = new VirtualClock();

  public nowMs(): number {
    return this.virtual.nowMs();
  }

  public schedule(delayMs: number, callback: () => void): Timer {
    return this.virtual.schedule(delayMs + LATE_MS, callback);
  }
}

describe('the pace of playout', () => {
  it('does not drift: a timer that fires late makes one chunk late and never the next', () => {
    const clock = new LateClock();
    const aheadMs: number[] = [];
    let sentSamples = 0;
    let underruns = 0;
    const playout = new Playout(clock, new PlayoutScheduler(clock), 250, {
      onChunk: (pcm) => {
        aheadMs.push(samplesToMs(sentSamples, OUTPUT_SAMPLE_RATE_HZ) - clock.nowMs());
        sentSamples += pcm.byteLength / 2;
      },
      onSent: () => undefined,
      onPlayed: () => undefined,
      onUnderrun: () => (underruns += 1),
    });
    const track = playout.addTrack();
    track.push(new Uint8Array(2 * 60 * OUTPUT_SAMPLE_RATE_HZ));
    track.close();
    playout.seal();
    clock.virtual.advance(59_000);
    // What had been sent before a chunk: the lead less the chunk itself and one timer's lateness.
    const steady = aheadMs.slice(5);
    expect(steady.length).toBeGreaterThan(500);
    for (const ahead of steady) expect(ahead).toBeGreaterThan(250 - 100 - 2 * LATE_MS);
    expect(underruns).toBe(0);
    playout.stop();
    expect(clock.virtual.pendingTimers).toBe(0);
  });
});
