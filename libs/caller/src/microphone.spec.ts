import { VirtualClock } from '@voxrail/clock';
import fc from 'fast-check';

import type { MicrophoneOptions } from './microphone';
import { Microphone } from './microphone';

function build(options: Partial<MicrophoneOptions> = {}): {
  clock: VirtualClock;
  microphone: Microphone;
  frames: { atMs: number; samples: Int16Array }[];
} {
  const clock = new VirtualClock();
  const frames: { atMs: number; samples: Int16Array }[] = [];
  const microphone = new Microphone({
    clock,
    send: (samples) => frames.push({ atMs: clock.nowMs(), samples }),
    ...options,
  });
  return { clock, microphone, frames };
}

describe('Microphone', () => {
  it('sends a frame when it has been captured in full, and silence where nobody speaks', () => {
    const { clock, microphone, frames } = build();
    microphone.start();
    clock.advance(60);
    expect(frames.map((frame) => frame.atMs)).toEqual([20, 40, 60]);
    expect(frames.every(({ samples }) => samples.length === 320 && samples[0] === 0)).toBe(true);
  });

  it('tells when a recording is spoken and when its speech ends', () => {
    const { clock, microphone } = build();
    microphone.start();
    clock.advance(100);
    const loudThenQuiet = new Int16Array(16_000).fill(5_000, 0, 8_000);
    expect(microphone.speak(loudThenQuiet)).toEqual({
      startMs: 100,
      endOfSpeechMs: 600,
      endMs: 1_100,
    });
  });

  it('speaks a second recording right after the first', () => {
    const { clock, microphone } = build();
    microphone.start();
    microphone.speak(new Int16Array(1_000));
    clock.advance(20);
    expect(microphone.speak(new Int16Array(160)).startMs).toBe(62.5);
  });

  it('keeps every sample of every recording, in order, whatever the frame', () => {
    const recordings = fc.array(fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1 }));
    fc.assert(
      fc.property(recordings, fc.constantFrom(10, 20, 40, 100), (spoken, frameMs) => {
        const { clock, microphone, frames } = build({ frameMs });
        microphone.start();
        for (const samples of spoken) microphone.speak(Int16Array.from(samples));
        clock.advance(1_000);
        const heard = frames.flatMap(({ samples }) => [...samples]).filter((sample) => sample > 0);
        expect(heard).toEqual(spoken.flat());
      }),
    );
  });

  it('lets one late timer delay one frame and not the ones after it', () => {
    const clock = new VirtualClock();
    const sentAtMs: number[] = [];
    const lateMs: number[] = [];
    let nowMs = 0;
    const late = {
      nowMs: () => Math.max(nowMs, clock.nowMs()),
      schedule: (delayMs: number, callback: () => void) => clock.schedule(delayMs, callback),
    };
    const microphone = new Microphone({
      clock: late,
      send: () => sentAtMs.push(late.nowMs()),
      onLateness: (ms) => lateMs.push(ms),
    });
    microphone.start();
    nowMs = 33;
    clock.advance(100);
    expect(lateMs[0]).toBe(13);
    expect(sentAtMs.at(-1)).toBe(clock.nowMs());
  });

  it('leaves no timer behind when it stops', () => {
    const { clock, microphone } = build();
    microphone.start();
    clock.advance(100);
    microphone.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});
