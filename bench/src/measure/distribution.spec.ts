import { Distribution } from './distribution';

describe('Distribution', () => {
  it('gives percentiles of what was recorded, to a thousandth', () => {
    const distribution = new Distribution();
    for (let ms = 1; ms <= 1000; ms += 1) distribution.record(ms);
    const { count, p50, p99, max } = distribution.summary();
    expect(count).toBe(1000);
    expect(Math.abs((p50 ?? 0) - 500)).toBeLessThan(1);
    expect(Math.abs((p99 ?? 0) - 990)).toBeLessThan(2);
    expect(Math.abs((max ?? 0) - 1000)).toBeLessThan(2);
  });

  it('says null and not zero when nothing was recorded', () => {
    expect(new Distribution().summary()).toEqual({
      count: 0,
      p50: null,
      p95: null,
      p99: null,
      max: null,
      mean: null,
    });
  });

  it('counts a time-out at its bound instead of losing it', () => {
    const distribution = new Distribution();
    distribution.record(Number.POSITIVE_INFINITY);
    expect(Math.round((distribution.percentile(50) ?? 0) / 1000)).toBe(60);
  });
});
