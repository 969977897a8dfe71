import fc from 'fast-check';

import { AudioAnnouncement } from './audio-announcement';

const SAMPLE_RATE_HZ = 22_050;

function offsetMs(samples: number): number {
  return Math.round((samples * 1_000_000) / SAMPLE_RATE_HZ) / 1_000;
}

describe('AudioAnnouncement', () => {
  it('announces a turn once as long as nothing is missing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1 }), (sizes) => {
        const announcement = new AudioAnnouncement();
        let at = 0;
        const needed = sizes.map((samples) => {
          const info = { turn: 1, offset_ms: offsetMs(at) };
          at += samples;
          return announcement.isNeeded(new Uint8Array(samples * 2), info);
        });
        expect(needed.filter(Boolean)).toHaveLength(1);
        expect(needed[0]).toBe(true);
      }),
    );
  });

  it('announces each turn, and each jump, were it of a single sample', () => {
    const announcement = new AudioAnnouncement();
    const pcm = new Uint8Array(44_100);
    expect(announcement.isNeeded(pcm, { turn: 1, offset_ms: 0 })).toBe(true);
    expect(announcement.isNeeded(pcm, { turn: 2, offset_ms: 0 })).toBe(true);
    expect(announcement.isNeeded(pcm, { turn: 2, offset_ms: 1_000 })).toBe(false);
    expect(announcement.isNeeded(pcm, { turn: 2, offset_ms: 2_000.045 })).toBe(true);
    expect(announcement.isNeeded(pcm, { turn: 2, offset_ms: 500 })).toBe(true);
  });
});
