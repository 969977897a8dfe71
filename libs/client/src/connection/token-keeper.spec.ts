import { VirtualClock } from '@voxrail/clock';

import { TokenKeeper } from './token-keeper';

function build(clockAheadMs = 0): { clock: VirtualClock; keeper: TokenKeeper; asked: number[] } {
  const clock = new VirtualClock();
  const asked: number[] = [];
  const keeper = new TokenKeeper({
    clock,
    timeOfDayMs: () => clock.nowMs() + clockAheadMs,
    refresh: () => asked.push(clock.nowMs()),
  });
  return { clock, keeper, asked };
}

function at(ms: number): string {
  return new Date(ms).toISOString();
}

describe('TokenKeeper', () => {
  it('asks for a new token 90 s before a token of ten minutes expires', () => {
    const { clock, keeper, asked } = build();
    keeper.renewed(at(600_000));
    clock.advance(600_000 - 90_000 - 1);
    expect(asked).toEqual([]);
    clock.advance(1);
    expect(asked).toEqual([510_000]);
  });

  it('asks at half of a short life', () => {
    const { clock, keeper, asked } = build();
    keeper.renewed(at(60_000));
    clock.advance(30_000);
    expect(asked).toEqual([30_000]);
  });

  it('asks again while no answer comes, and no more once it has', () => {
    const { clock, keeper, asked } = build();
    keeper.renewed(at(600_000));
    clock.advance(525_000);
    expect(asked).toEqual([510_000, 525_000]);
    keeper.renewed(at(525_000 + 600_000));
    clock.advance(60_000);
    expect(asked).toHaveLength(2);
  });

  it('does not trust a clock that is behind, and does not hurry where it is ahead', () => {
    const behind = build(-3_600_000);
    behind.keeper.renewed(at(600_000));
    behind.clock.advance(510_000);
    expect(behind.asked).toHaveLength(1);
    const ahead = build(3_600_000);
    ahead.keeper.renewed(at(600_000));
    ahead.clock.advance(4_999);
    expect(ahead.asked).toEqual([]);
  });

  it('holds no timer after the connection is gone, nor without an end that it could read', () => {
    const { clock, keeper } = build();
    keeper.renewed(at(600_000));
    keeper.stop();
    keeper.renewed(undefined);
    keeper.renewed('soon');
    expect(clock.pendingTimers).toBe(0);
  });
});
