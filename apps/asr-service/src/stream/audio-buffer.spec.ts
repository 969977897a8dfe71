import type { AudioWindow } from './audio-window';
import { WINDOW_SAMPLES } from './audio-window';
import { AudioBuffer } from './audio-buffer';

function windowAt(index: number): AudioWindow {
  const startSample = index * WINDOW_SAMPLES;
  const samples = Int16Array.from({ length: WINDOW_SAMPLES }, (_, i) => startSample + i);
  return { startSample, samples };
}

function bufferOf(count: number, capacityWindows: number): AudioBuffer {
  const buffer = new AudioBuffer(capacityWindows);
  for (let i = 0; i < count; i++) buffer.push(windowAt(i));
  return buffer;
}

function read(buffer: AudioBuffer, fromSample: number): number[] {
  return buffer.readFrom(fromSample).flatMap((piece) => [...piece]);
}

describe('AudioBuffer', () => {
  it('reads from the middle of a window to the newest sample', () => {
    const samples = read(bufferOf(4, 10), 700);
    expect(samples).toHaveLength(4 * WINDOW_SAMPLES - 700);
    expect(samples[0]).toBe(700);
    expect(samples.at(-1)).toBe(4 * WINDOW_SAMPLES - 1);
  });

  it('drops the oldest window when it is full', () => {
    const buffer = bufferOf(50, 3);
    expect(buffer.heldSamples).toBe(3 * WINDOW_SAMPLES);
    expect(buffer.firstSample).toBe(47 * WINDOW_SAMPLES);
  });

  it('gives what it has when asked for more', () => {
    expect(read(bufferOf(50, 3), 0)[0]).toBe(47 * WINDOW_SAMPLES);
  });

  it('holds nothing after it was cleared', () => {
    const buffer = bufferOf(5, 10);
    buffer.clear();
    expect(buffer.firstSample).toBeNull();
    expect(read(buffer, 0)).toEqual([]);
  });

  it('shrinks to a smaller capacity with the next window', () => {
    const buffer = bufferOf(5, 10);
    buffer.resize(2);
    buffer.push(windowAt(5));
    expect(buffer.firstSample).toBe(4 * WINDOW_SAMPLES);
  });
});
