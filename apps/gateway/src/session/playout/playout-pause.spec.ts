import { VirtualClock } from '@voxrail/clock';
import { msToSamples, OUTPUT_SAMPLE_RATE_HZ, samplesToMs } from '@voxrail/contracts';
import fc from 'fast-check';

import { Playout } from './playout';
import { PlayoutScheduler } from './playout-scheduler';

const SPEECH_MS = 3_000;

/** Audio in which each sample tells its own position. */
function ramp(fromSample: number, samples: number): Uint8Array {
  const values = Int16Array.from({ length: samples }, (_, index) => (fromSample + index) % 30_000);
  return new Uint8Array(values.buffer);
}

/** A client that plays what it gets at once, stops when told, and tells what it played where asked to. */
class Listener {
  public readonly clock = new VirtualClock();
  public readonly scheduler = new PlayoutScheduler(this.clock);
  public readonly heard: number[] = [];
  public readonly events: string[] = [];
  public readonly playout: Playout;
  private queue: number[] = [];
  private playedUntilMs = 0;

  public constructor() {
    this.playout = new Playout(this.clock, this.scheduler, 250, {
      onChunk: (pcm) => {
        this.play();
        const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.byteLength / 2);
        this.queue.push(...samples);
      },
      onSent: () => this.events.push('sent'),
      onPlayed: () => this.events.push('played'),
      onUnderrun: () => undefined,
    });
    const track = this.playout.addTrack();
    track.push(ramp(0, msToSamples(SPEECH_MS, OUTPUT_SAMPLE_RATE_HZ)));
    track.close();
    this.playout.seal();
  }

  public pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += 1) {
      this.clock.advance(1);
      this.play();
    }
  }

  public pause(reports: boolean): void {
    this.play();
    this.playout.pause();
    this.queue = [];
    if (reports) this.playout.report(samplesToMs(this.heard.length, OUTPUT_SAMPLE_RATE_HZ));
  }

  public resume(): number {
    this.playedUntilMs = this.clock.nowMs();
    let from = Number.NaN;
    this.playout.resume((sample) => {
      from = sample;
    });
    return from;
  }

  private play(): void {
    const nowMs = this.clock.nowMs();
    const due = msToSamples(nowMs - this.playedUntilMs, OUTPUT_SAMPLE_RATE_HZ);
    this.playedUntilMs = nowMs;
    this.heard.push(...this.queue.splice(0, due));
  }
}

describe('a pause of playback', () => {
  it('sends nothing and ends nothing, however long it lasts', () => {
    const listener = new Listener();
    listener.pass(700);
    listener.pause(false);
    const heard = listener.heard.length;
    listener.pass(20_000);
    expect(listener.heard).toHaveLength(heard);
    expect(listener.events).toEqual([]);
    expect(listener.scheduler.pending).toBe(0);
  });

  it('goes on from where playback stood', () => {
    const listener = new Listener();
    listener.pass(700);
    listener.pause(false);
    listener.pass(500);
    expect(samplesToMs(listener.resume(), OUTPUT_SAMPLE_RATE_HZ)).toBeCloseTo(700, 0);
    listener.pass(SPEECH_MS);
    expect(listener.events).toEqual(['sent', 'played']);
  });

  it('goes on from where the client says that it stood', () => {
    const listener = new Listener();
    listener.pass(700);
    listener.playout.pause();
    listener.playout.report(620);
    expect(samplesToMs(listener.resume(), OUTPUT_SAMPLE_RATE_HZ)).toBeCloseTo(620, 0);
  });

  it('goes back as far as a client heard whose silence was not noticed for a while', () => {
    const listener = new Listener();
    listener.pass(500);
    listener.playout.report(500);
    listener.pass(2_000);
    listener.playout.pause();
    listener.playout.report(520);
    expect(samplesToMs(listener.resume(), OUTPUT_SAMPLE_RATE_HZ)).toBeCloseTo(520, 0);
  });

  it('keeps no more than a second for a client that never reports', () => {
    const listener = new Listener();
    listener.pass(2_500);
    listener.playout.pause();
    listener.playout.report(0);
    const fromMs = samplesToMs(listener.resume(), OUTPUT_SAMPLE_RATE_HZ);
    expect(fromMs).toBeGreaterThan(1_200);
    expect(fromMs).toBeLessThan(1_700);
  });

  it('also when all had been sent, without saying so twice', () => {
    const listener = new Listener();
    listener.pass(SPEECH_MS - 100);
    expect(listener.events).toEqual(['sent']);
    listener.pause(true);
    listener.pass(1_000);
    listener.resume();
    listener.pass(200);
    expect(listener.events).toEqual(['sent', 'played']);
  });

  it('costs a client that reports no more than 20 ms of audio, and none twice, whenever it comes', () => {
    const pauses = fc.array(
      fc.record({ afterMs: fc.nat({ max: 900 }), lastsMs: fc.nat({ max: 700 }) }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(pauses, (moments) => {
        const listener = new Listener();
        for (const { afterMs, lastsMs } of moments) {
          listener.pass(afterMs);
          listener.pause(true);
          listener.pass(lastsMs);
          listener.resume();
        }
        listener.pass(2 * SPEECH_MS);
        expect(listener.events).toEqual(['sent', 'played']);
        const jumps = listener.heard
          .slice(1)
          .map((sample, index) => (sample - (listener.heard[index] ?? 0) + 30_000) % 30_000)
          .filter((step) => step !== 1);
        const tolerance = msToSamples(20, OUTPUT_SAMPLE_RATE_HZ);
        for (const jump of jumps) {
          expect(Math.min(jump, 30_000 - jump)).toBeLessThanOrEqual(tolerance);
        }
      }),
      { numRuns: 40 },
    );
  });
});
