import { AudioBuffer } from './audio-buffer';
import { ArrivalTimes } from './arrival-times';

function second(fill: number): Uint8Array {
  return new Uint8Array(new Int16Array(16_000).fill(fill).buffer);
}

describe('AudioBuffer', () => {
  it('keeps the last 5 s and drops the oldest', () => {
    const buffer = new AudioBuffer(60_000);
    for (let at = 0; at < 8; at += 1) buffer.push(second(at));
    const [oldest] = buffer.from(0);
    expect(oldest?.firstSample).toBe(3 * 16_000);
    expect(buffer.endSample).toBe(8 * 16_000);
  });

  it('keeps all of an utterance while it is held, up to its bound', () => {
    const buffer = new AudioBuffer(10_000);
    buffer.push(second(0));
    buffer.hold(8_000);
    for (let at = 1; at < 9; at += 1) buffer.push(second(at));
    expect(buffer.from(8_000)[0]?.firstSample).toBe(8_000);
    for (let at = 9; at < 20; at += 1) buffer.push(second(at));
    expect(buffer.from(0)[0]?.firstSample).toBe(10 * 16_000);
    buffer.release();
    expect(buffer.from(0)[0]?.firstSample).toBe(15 * 16_000);
  });

  it('gives audio from the very sample, in order, and keeps a copy of its own', () => {
    const buffer = new AudioBuffer(10_000);
    const message = new Uint8Array(new Int16Array([1, 2, 3, 4]).buffer);
    buffer.push(message);
    message.fill(9);
    buffer.push(new Uint8Array(new Int16Array([5, 6]).buffer));
    const samples = buffer
      .from(2)
      .flatMap(({ pcm }) => [...new Int16Array(new Uint8Array(pcm).buffer)]);
    expect(samples).toEqual([3, 4, 5, 6]);
    expect(buffer.from(6)).toEqual([]);
  });
});

describe('ArrivalTimes', () => {
  it('says when the message came that held a sample', () => {
    const arrivals = new ArrivalTimes();
    arrivals.add(320, 100);
    arrivals.add(640, 120);
    arrivals.add(960, 145);
    expect(arrivals.of(320)).toBe(100);
    expect(arrivals.of(321)).toBe(120);
    expect(arrivals.of(900)).toBe(145);
  });

  it('says nothing about samples that are forgotten or have not come', () => {
    const arrivals = new ArrivalTimes();
    expect(arrivals.of(1)).toBe(null);
    for (let at = 1; at <= 3_000; at += 1) arrivals.add(at * 320, at * 20);
    expect(arrivals.of(320)).toBe(null);
    expect(arrivals.of(3_001 * 320)).toBe(null);
    expect(arrivals.of(2_999 * 320)).toBe(2_999 * 20);
  });
});
