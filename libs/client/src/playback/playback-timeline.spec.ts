import fc from 'fast-check';

import { PlaybackTimeline } from './playback-timeline';

const RATE = 1000;

function timelineWith(
  ...pieces: { turn: number; offsetMs: number; ms: number }[]
): PlaybackTimeline {
  const timeline = new PlaybackTimeline({ sampleRateHz: RATE });
  for (const { turn, offsetMs, ms } of pieces) {
    timeline.add({ turn, offsetMs, sampleCount: ms }, 0);
  }
  return timeline;
}

describe('PlaybackTimeline', () => {
  it('begins at once and puts the next piece exactly behind the one before', () => {
    const timeline = new PlaybackTimeline({ sampleRateHz: RATE });
    const first = timeline.add({ turn: 1, offsetMs: 0, sampleCount: 40 }, 100);
    const second = timeline.add({ turn: 1, offsetMs: 40, sampleCount: 40 }, 110);
    expect([first, second]).toEqual([
      { kind: 'scheduled', atSample: 100 },
      { kind: 'scheduled', atSample: 140 },
    ]);
  });

  it('tells which turn is heard and where in it', () => {
    const timeline = timelineWith(
      { turn: 1, offsetMs: 0, ms: 40 },
      { turn: 2, offsetMs: 0, ms: 40 },
    );
    expect(timeline.at(30)).toEqual({ turn: 1, offsetMs: 30 });
    expect(timeline.at(50)).toEqual({ turn: 2, offsetMs: 10 });
    expect(timeline.at(80)).toBeUndefined();
  });

  it('keeps reporting how much was heard after the last piece has ended', () => {
    const timeline = timelineWith({ turn: 3, offsetMs: 500, ms: 40 });
    expect(timeline.played(1000)).toEqual({ turn: 3, offsetMs: 540 });
  });

  it('is silent from the moment of an interruption and remembers what was heard until then', () => {
    const timeline = timelineWith({ turn: 1, offsetMs: 0, ms: 200 });
    timeline.interrupt(1, 120);
    expect(timeline.at(121)).toBeUndefined();
    expect(timeline.played(500)).toEqual({ turn: 1, offsetMs: 120 });
    expect(timeline.queuedMs(120)).toBe(0);
  });

  it('plays the next turn at once after an interruption', () => {
    const timeline = timelineWith({ turn: 1, offsetMs: 0, ms: 2000 });
    timeline.interrupt(1, 100);
    expect(timeline.add({ turn: 2, offsetMs: 0, sampleCount: 40 }, 130)).toEqual({
      kind: 'scheduled',
      atSample: 130,
    });
  });

  it('drops late audio of an interrupted turn and of those before it', () => {
    const timeline = new PlaybackTimeline({ sampleRateHz: RATE });
    timeline.interrupt(4, 0);
    for (const turn of [3, 4]) {
      expect(timeline.add({ turn, offsetMs: 0, sampleCount: 40 }, 0)).toEqual({
        kind: 'dropped',
        reason: 'interrupted',
      });
    }
  });

  it('does not let an older interruption open a turn again', () => {
    const timeline = new PlaybackTimeline({ sampleRateHz: RATE });
    timeline.interrupt(4, 0);
    timeline.interrupt(2, 0);
    expect(timeline.add({ turn: 3, offsetMs: 0, sampleCount: 40 }, 0).kind).toBe('dropped');
  });

  it('accepts a paused turn again only after it is resumed', () => {
    const timeline = timelineWith({ turn: 1, offsetMs: 0, ms: 400 });
    timeline.pause(1, 100);
    expect(timeline.played(300)).toEqual({ turn: 1, offsetMs: 100 });
    expect(timeline.add({ turn: 1, offsetMs: 400, sampleCount: 40 }, 300).kind).toBe('dropped');
    timeline.resume(1);
    timeline.add({ turn: 1, offsetMs: 100, sampleCount: 300 }, 350);
    expect(timeline.at(400)).toEqual({ turn: 1, offsetMs: 150 });
  });

  it('counts a turn that ran dry, but not the silence between two turns', () => {
    const timeline = timelineWith({ turn: 1, offsetMs: 0, ms: 40 });
    timeline.add({ turn: 1, offsetMs: 40, sampleCount: 40 }, 60);
    timeline.add({ turn: 2, offsetMs: 0, sampleCount: 40 }, 500);
    expect(timeline.underruns).toBe(1);
  });

  it('drops what does not fit into its bound', () => {
    const timeline = new PlaybackTimeline({ sampleRateHz: RATE, maxQueuedMs: 100 });
    timeline.add({ turn: 1, offsetMs: 0, sampleCount: 80 }, 0);
    expect(timeline.add({ turn: 1, offsetMs: 80, sampleCount: 40 }, 0)).toEqual({
      kind: 'dropped',
      reason: 'full',
    });
  });

  it('never schedules two pieces over each other nor plays an interrupted turn', () => {
    const step = fc.oneof(
      fc.record({
        act: fc.constant('add' as const),
        turn: fc.integer({ min: 0, max: 5 }),
        ms: fc.integer({ min: 1, max: 60 }),
      }),
      fc.record({
        act: fc.constant('interrupt' as const),
        turn: fc.integer({ min: 0, max: 5 }),
        ms: fc.integer({ min: 0, max: 60 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const timeline = new PlaybackTimeline({ sampleRateHz: RATE });
        let now = 0;
        let interrupted = -1;
        let waiting: { turn: number; end: number }[] = [];
        for (const { act, turn, ms } of steps) {
          if (act === 'interrupt') {
            timeline.interrupt(turn, now);
            interrupted = Math.max(interrupted, turn);
            waiting = waiting.filter((piece) => piece.turn > interrupted);
            now += ms;
            continue;
          }
          const placement = timeline.add({ turn, offsetMs: 0, sampleCount: ms }, now);
          expect(placement.kind).toBe(turn <= interrupted ? 'dropped' : 'scheduled');
          if (placement.kind === 'scheduled') {
            const busyUntil = Math.max(now, ...waiting.map(({ end }) => end));
            expect(placement.atSample).toBe(busyUntil);
            waiting.push({ turn, end: placement.atSample + ms });
          }
          now += 7;
          expect(timeline.at(now)?.turn ?? Infinity).toBeGreaterThan(interrupted);
        }
      }),
    );
  });
});
