import fc from 'fast-check';

import type { AudioWindow } from './audio-window';
import { WINDOW_SAMPLES } from './audio-window';
import { MAX_FILL_SAMPLES, MAX_POSITION, WindowCutter } from './window-cutter';

function pcm(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Distinct, non-zero samples, so that a window shows where its audio came from. */
function ramp(count: number, from = 0): Int16Array {
  return Int16Array.from({ length: count }, (_, i) => ((from + i) % 30_000) + 1);
}

/** The same bytes at an odd offset of a larger buffer, as the network client hands them over. */
function unaligned(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(bytes.byteLength + 7);
  shared.set(bytes, 3);
  return shared.subarray(3, 3 + bytes.byteLength);
}

function windowsOf(cutter: WindowCutter, offset: number, samples: Int16Array): AudioWindow[] {
  const cut = cutter.push(offset, unaligned(pcm(samples)));
  if (cut.kind === 'dropped') throw new Error(`dropped: ${cut.defect}`);
  return [...cut.windows];
}

function joined(windows: readonly AudioWindow[]): number[] {
  return windows.flatMap((window) => [...window.samples]);
}

describe('WindowCutter', () => {
  it('gives the same windows whatever the sizes of the frames', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_600 }), { minLength: 1, maxLength: 12 }),
        fc.nat(1_000_000),
        (sizes, firstSample) => {
          const total = sizes.reduce((sum, size) => sum + size, 0);
          const audio = ramp(total);
          const cutter = new WindowCutter(firstSample);
          const windows: AudioWindow[] = [];
          let position = 0;
          for (const size of sizes) {
            const frame = audio.slice(position, position + size);
            windows.push(...windowsOf(cutter, firstSample + position, frame));
            position += size;
          }
          const whole = Math.floor(total / WINDOW_SAMPLES) * WINDOW_SAMPLES;
          expect(joined(windows)).toEqual([...audio.subarray(0, whole)]);
          expect(windows.map((window) => window.startSample)).toEqual(
            windows.map((_, index) => firstSample + index * WINDOW_SAMPLES),
          );
        },
      ),
    );
  });

  it('puts every sample where its position says, with silence in place of lost frames', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ size: fc.integer({ min: 160, max: 1_600 }), lost: fc.boolean() }), {
          minLength: 1,
          maxLength: 12,
        }),
        (frames) => {
          const cutter = new WindowCutter(0);
          const heard = new Map<number, number>();
          const windows: AudioWindow[] = [];
          let position = 0;
          let lostInRow = 0;
          for (const { size, lost } of frames) {
            const isLost = lost && lostInRow + size <= MAX_FILL_SAMPLES;
            if (!isLost) {
              const frame = ramp(size, position);
              frame.forEach((sample, i) => heard.set(position + i, sample));
              windows.push(...windowsOf(cutter, position, frame));
            }
            lostInRow = isLost ? lostInRow + size : 0;
            position += size;
          }
          for (const window of windows) {
            const expected = window.samples.map((_, i) => heard.get(window.startSample + i) ?? 0);
            expect([...window.samples]).toEqual([...expected]);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keeps its own copy of the audio', () => {
    const cutter = new WindowCutter(0);
    const bytes = pcm(ramp(WINDOW_SAMPLES));
    const cut = cutter.push(0, bytes);
    bytes.fill(0);
    expect(cut.kind === 'accepted' && cut.windows[0]?.samples[0]).toBe(1);
  });

  it('drops a doubled frame and says so', () => {
    const cutter = new WindowCutter(0);
    const frame = pcm(ramp(320));
    cutter.push(0, frame);
    expect(cutter.push(0, frame)).toEqual({ kind: 'dropped', defect: 'repeated' });
    expect(cutter.nextSample).toBe(320);
  });

  it('cuts what overlaps with audio already heard', () => {
    const cutter = new WindowCutter(0);
    cutter.push(0, pcm(ramp(400)));
    const cut = cutter.push(300, pcm(ramp(300, 300)));
    expect(cut).toMatchObject({ kind: 'accepted', cutSamples: 100 });
    expect(cut.kind === 'accepted' && joined(cut.windows)).toEqual([...ramp(WINDOW_SAMPLES)]);
  });

  it('counts the silence it fills in', () => {
    const cutter = new WindowCutter(0);
    expect(cutter.push(320, pcm(ramp(320)))).toMatchObject({ filledSamples: 320, jumped: false });
  });

  it('starts anew after a hole that is too long to fill', () => {
    const cutter = new WindowCutter(0);
    cutter.push(0, pcm(ramp(100)));
    const offset = 101 + MAX_FILL_SAMPLES;
    const cut = cutter.push(offset, pcm(ramp(WINDOW_SAMPLES)));
    expect(cut).toMatchObject({ filledSamples: 0, jumped: true });
    expect(cut.kind === 'accepted' && cut.windows[0]?.startSample).toBe(offset);
  });

  it.each([
    ['empty', 0],
    ['odd_length', 641],
    ['too_large', 32_770],
  ] as const)('drops a frame that is %s', (defect, byteLength) => {
    const cutter = new WindowCutter(0);
    expect(cutter.push(0, new Uint8Array(byteLength))).toEqual({ kind: 'dropped', defect });
    expect(cutter.nextSample).toBe(0);
  });

  it('drops a frame at a position that cannot be', () => {
    const cutter = new WindowCutter(0);
    expect(cutter.push(MAX_POSITION + 1, pcm(ramp(320)))).toEqual({
      kind: 'dropped',
      defect: 'out_of_range',
    });
  });
});
