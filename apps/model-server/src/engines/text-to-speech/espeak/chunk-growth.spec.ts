import fc from 'fast-check';

import { ChunkGrowth } from './chunk-growth';

describe('ChunkGrowth', () => {
  it('gives every sample once, in order, whatever the pieces they came in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 40 }), (lengths) => {
        const given: number[] = [];
        const chunks = new ChunkGrowth((samples) => {
          given.push(...samples);
        });
        let next = 0;
        for (const length of lengths) {
          chunks.push(Float32Array.from({ length }, () => next++));
        }
        chunks.flush();
        expect(given).toEqual(Array.from({ length: next }, (_, index) => index));
      }),
    );
  });

  it('lets the first samples go at once and gathers later ones up to 200 ms and one piece', () => {
    const lengths: number[] = [];
    const chunks = new ChunkGrowth((samples) => {
      lengths.push(samples.length);
    });
    for (let index = 0; index < 60; index += 1) chunks.push(new Float32Array(1_000));
    expect(lengths[0]).toBe(1_000);
    expect(Math.max(...lengths)).toBe(5_000);
    expect(lengths).toHaveLength(13);
  });
});
