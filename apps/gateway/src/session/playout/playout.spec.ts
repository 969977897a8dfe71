import { VirtualClock } from '@voxrail/clock';
import { OUTPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';
import fc from 'fast-check';

import { Playout } from './playout';
import { PlayoutScheduler } from './playout-scheduler';

interface Sent {
  readonly atMs: number;
  readonly offset: number;
  readonly samples: number;
}

function ms(samples: number): number {
  return (samples * 1000) / OUTPUT_SAMPLE_RATE_HZ;
}

function pcm(durationMs: number): Uint8Array {
  return new Uint8Array(2 * Math.round((durationMs * OUTPUT_SAMPLE_RATE_HZ) / 1000));
}

function setUp(leadMs = 250) {
  const clock = new VirtualClock();
  const scheduler = new PlayoutScheduler(clock);
  const sent: Sent[] = [];
  const events: string[] = [];
  const playout = new Playout(clock, scheduler, leadMs, {
    onChunk: (bytes, offset) =>
      sent.push({ atMs: clock.nowMs(), offset, samples: bytes.byteLength / 2 }),
    onSent: () => events.push(`sent@${Math.round(clock.nowMs())}`),
    onPlayed: () => events.push(`played@${Math.round(clock.nowMs())}`),
    onUnderrun: (dryMs) => events.push(`underrun ${Math.round(dryMs)}`),
  });
  return { clock, scheduler, sent, events, playout };
}

describe('Playout', () => {
  it('sends the first chunk in the call that brings it', () => {
    const { playout, sent } = setUp();
    const track = playout.addTrack();
    track.push(pcm(20));
    playout.pump();
    expect(sent).toEqual([{ atMs: 0, offset: 0, samples: 441 }]);
  });

  it('sends no more than the lead ahead of playback', () => {
    const { playout, sent, clock } = setUp(250);
    const track = playout.addTrack();
    track.push(pcm(5_000));
    playout.pump();
    clock.advance(2_000);
    for (const chunk of sent) {
      expect(ms(chunk.offset + chunk.samples) - chunk.atMs).toBeLessThanOrEqual(250.1);
    }
    expect(ms(playout.sentSamples)).toBeGreaterThan(2_150);
  });

  it('is played when the last sample has been heard, not when it has been sent', () => {
    const { playout, events, clock } = setUp(250);
    const track = playout.addTrack();
    track.push(pcm(1_000));
    track.close();
    playout.pump();
    playout.seal();
    clock.advance(3_000);
    expect(events).toHaveLength(2);
    expect(events[0]).toMatch(/^sent@7[5-9]\d$|^sent@8\d\d$/);
    expect(events[1]).toMatch(/^played@100[01]$/);
  });

  it('ends a turn without any audio at once', () => {
    const { playout, events } = setUp();
    playout.seal();
    expect(events).toEqual(['sent@0', 'played@0']);
  });

  it('reports that it is played when it waits between two tracks, and again at the end', () => {
    const { playout, events, clock } = setUp();
    const first = playout.addTrack();
    first.push(pcm(100));
    first.close();
    playout.pump();
    clock.advance(500);
    const second = playout.addTrack();
    second.push(pcm(100));
    second.close();
    playout.pump();
    playout.seal();
    clock.advance(500);
    expect(events.map((event) => event.split('@')[0])).toEqual(['played', 'sent', 'played']);
  });

  it('counts a gap inside a track as an underrun, and none between tracks', () => {
    const { playout, events, clock } = setUp();
    const first = playout.addTrack();
    first.push(pcm(100));
    playout.pump();
    clock.advance(150);
    first.push(pcm(100));
    first.close();
    playout.pump();
    clock.advance(300);
    const second = playout.addTrack();
    second.push(pcm(100));
    playout.pump();
    expect(events.filter((event) => event.startsWith('underrun'))).toEqual(['underrun 50']);
  });

  it('holds a later track back until the one before is over', () => {
    const { playout, sent } = setUp();
    const first = playout.addTrack();
    const second = playout.addTrack();
    second.push(pcm(50));
    playout.pump();
    expect(sent).toHaveLength(0);
    first.push(pcm(50));
    first.close();
    playout.pump();
    expect(sent.map((chunk) => chunk.offset)).toEqual([0, 1103]);
    expect(playout.playedOf(second)).toBe(0);
  });

  it('sends nothing after it was stopped and leaves no timer', () => {
    const { playout, sent, clock, scheduler } = setUp();
    const track = playout.addTrack();
    track.push(pcm(2_000));
    playout.pump();
    clock.advance(500);
    expect(playout.playedMs).toBeCloseTo(500, 0);
    playout.stop();
    const before = sent.length;
    track.push(pcm(100));
    playout.pump();
    clock.advance(5_000);
    expect(sent).toHaveLength(before);
    expect(scheduler.pending).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('believes a report of the client, but not more than was sent', () => {
    const { playout, clock } = setUp(250);
    const track = playout.addTrack();
    track.push(pcm(1_000));
    playout.pump();
    clock.advance(100);
    playout.report(40);
    expect(ms(playout.playedSamples)).toBeCloseTo(40, 0);
    playout.report(90_000);
    expect(playout.playedSamples).toBeLessThanOrEqual(playout.sentSamples);
  });

  it('ends although a client reports for ever that it has played nothing', () => {
    const { playout, events, clock } = setUp();
    const track = playout.addTrack();
    track.push(pcm(1_000));
    track.close();
    playout.pump();
    playout.seal();
    for (let step = 0; step < 100; step += 1) {
      clock.advance(100);
      playout.report(0);
    }
    expect(events.at(-1)).toMatch(/^played/);
  });

  it('sends every sample once, in order, whatever the sizes in which it comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 4_000 }), fc.integer({ min: 0, max: 300 })), {
          minLength: 1,
          maxLength: 40,
        }),
        fc.integer({ min: 20, max: 1_000 }),
        (pieces, leadMs) => {
          const { playout, sent, events, clock } = setUp(leadMs);
          const track = playout.addTrack();
          let total = 0;
          for (const [samples, pauseMs] of pieces) {
            track.push(new Uint8Array(samples * 2));
            total += samples;
            playout.pump();
            clock.advance(pauseMs);
          }
          track.close();
          playout.pump();
          playout.seal();
          clock.advance(ms(total) + 100);
          let next = 0;
          for (const chunk of sent) {
            expect(chunk.offset).toBe(next);
            next += chunk.samples;
          }
          expect(next).toBe(total);
          expect(events.filter((event) => event.startsWith('sent'))).toHaveLength(1);
          expect(events.at(-1)).toMatch(/^played/);
          expect(clock.pendingTimers).toBe(0);
        },
      ),
    );
  });
});
