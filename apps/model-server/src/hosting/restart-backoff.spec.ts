import { RestartBackoff } from './restart-backoff';

describe('RestartBackoff', () => {
  it('waits twice as long after each death, up to ten seconds', () => {
    const backoff = new RestartBackoff();
    const delays = Array.from({ length: 9 }, () => backoff.delayAfter(0));
    expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
  });

  it('begins anew with an instance that had run for half a minute', () => {
    const backoff = new RestartBackoff();
    backoff.delayAfter(0);
    backoff.delayAfter(0);
    expect(backoff.delayAfter(30_000)).toBe(100);
  });
});
