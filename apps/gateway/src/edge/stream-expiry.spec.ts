import { VirtualClock } from '@voxrail/clock';
import type { TokenMessage } from '@voxrail/contracts';

import { StreamExpiry } from './stream-expiry';

const EPOCH_MS = Date.UTC(2026, 0, 1);
const LIFE_MS = 600_000;

describe('StreamExpiry', () => {
  let clock: VirtualClock;
  let told: TokenMessage[];
  let expired: number;
  let setBackMs: number;

  beforeEach(() => {
    clock = new VirtualClock();
    told = [];
    expired = 0;
    setBackMs = 0;
  });

  function timeOfDayMs(): number {
    return EPOCH_MS + clock.nowMs() - setBackMs;
  }

  function issue(): Promise<TokenMessage> {
    const expiresAt = new Date(timeOfDayMs() + LIFE_MS);
    return Promise.resolve({ token: `from ${clock.nowMs()}`, expires_at: expiresAt.toISOString() });
  }

  function stream(expiresAtMs: number | null, renew: typeof issue | undefined = issue) {
    const onToken = (token: TokenMessage): void => {
      told.push(token);
    };
    const onExpired = (): void => {
      expired += 1;
    };
    return new StreamExpiry({ clock, timeOfDayMs, renew, onToken, onExpired }, expiresAtMs);
  }

  it('ends at the time of its credentials, once', () => {
    stream(EPOCH_MS + 5_000);
    clock.advance(4_999);
    expect(expired).toBe(0);
    clock.advance(1);
    expect(expired).toBe(1);
    clock.advance(LIFE_MS);
    expect(expired).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends at once with credentials that have expired', () => {
    stream(EPOCH_MS - 5_000);
    clock.advance(0);
    expect(expired).toBe(1);
  });

  it('does not end with credentials that have no end, or one further than any session', () => {
    stream(null);
    stream(EPOCH_MS + 400 * 86_400_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes on to the end of the token that it was refreshed with', async () => {
    const expiry = stream(EPOCH_MS + 5_000);
    clock.advance(1_000);
    await expiry.refresh();
    expect(told).toEqual([{ token: 'from 1000', expires_at: '2026-01-01T00:10:01.000Z' }]);
    clock.advance(100_000);
    expect(expired).toBe(0);
    expiry.close();
  });

  it('sends the next token 60 s before expiry to a client that has once refreshed, for ever', async () => {
    const expiry = stream(EPOCH_MS + 5_000);
    await expiry.refresh();
    await clock.advanceAsync(540_000, 60_000);
    await clock.advanceAsync(540_000, 60_000);
    expect(told.map(({ token }) => token)).toEqual(['from 0', 'from 540000', 'from 1080000']);
    expect(expired).toBe(0);
    expiry.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('sends no token to a client that never asked for one', () => {
    stream(EPOCH_MS + LIFE_MS);
    clock.advance(LIFE_MS);
    expect(told).toEqual([]);
    expect(expired).toBe(1);
  });

  it('gives a token to come back with where the stream itself does not expire', async () => {
    const expiry = stream(null);
    await expiry.refresh();
    expect(told).toHaveLength(1);
    await clock.advanceAsync(LIFE_MS * 2, 60_000);
    expect(expired).toBe(0);
    expiry.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('is not cut short by a token that ends before its credentials', async () => {
    const expiry = stream(EPOCH_MS + 2 * LIFE_MS);
    await expiry.refresh();
    clock.advance(LIFE_MS);
    expect(expired).toBe(0);
    expiry.close();
  });

  it('refuses where no tokens are issued', async () => {
    const parts = {
      clock,
      timeOfDayMs,
      renew: undefined,
      onToken: jest.fn(),
      onExpired: jest.fn(),
    };
    const expiry = new StreamExpiry(parts, null);
    await expect(expiry.refresh()).rejects.toMatchObject({ code: 'conflict' });
  });

  it('expires when the token that was not asked for could not be issued', async () => {
    let broken = false;
    const expiry = stream(EPOCH_MS + 5_000, () =>
      broken ? Promise.reject(new Error('no key')) : issue(),
    );
    await expiry.refresh();
    broken = true;
    await clock.advanceAsync(LIFE_MS, 60_000);
    expect(expired).toBe(1);
    expect(told).toHaveLength(1);
  });

  it('says nothing of a token that comes after the end', async () => {
    const expiry = stream(EPOCH_MS + 5_000);
    const refreshed = expiry.refresh();
    expiry.close();
    await refreshed;
    expect(told).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('waits on when the time of day was set back', () => {
    stream(EPOCH_MS + 5_000);
    setBackMs = 3_000;
    clock.advance(5_000);
    expect(expired).toBe(0);
    clock.advance(3_000);
    expect(expired).toBe(1);
  });
});
