import { VirtualClock } from '@voxrail/clock';
import fc from 'fast-check';

import { AddressLimits } from './address-limits';
import type { ClientAddress } from './client-address';

const RULES = {
  remote: { connections: 20, handshakesPerSecond: 10 },
  loopback: { connections: 500, handshakesPerSecond: 200 },
};

function client(name: string): ClientAddress {
  return { address: name, network: name, isLoopback: false, isPassedOn: false };
}

const HERE: ClientAddress = { ...client('127.0.0.1'), isLoopback: true };

describe('AddressLimits', () => {
  let clock: VirtualClock;
  let limits: AddressLimits;

  beforeEach(() => {
    clock = new VirtualClock();
    limits = new AddressLimits(clock, RULES);
  });

  it('refuses connection 21 of an address, and takes one again when one has gone', () => {
    const releases = Array.from({ length: 20 }, () => {
      expect(limits.handshake(client('a'))).toBe('pass');
      return limits.open(client('a'));
    });
    expect(limits.handshake(client('a'))).toBe('too_many_connections');
    expect(limits.handshake(client('b'))).toBe('pass');
    releases[0]?.();
    releases[0]?.();
    expect(limits.handshake(client('a'))).toBe('pass');
    limits.open(client('a'));
    expect(limits.handshake(client('a'))).toBe('too_many_connections');
  });

  it('lets of 200 handshakes a second the configured rate pass, and does not slow anybody else', () => {
    let passed = 0;
    for (let count = 0; count < 2_000; count += 1) {
      if (limits.handshake(client('flood')) === 'pass') passed += 1;
      if (count % 40 === 0) expect(limits.handshake(client('honest'))).toBe('pass');
      clock.advance(5);
    }
    expect(passed).toBeGreaterThanOrEqual(145);
    expect(passed).toBeLessThanOrEqual(151);
  });

  it('has other numbers for programs of this machine', () => {
    const verdicts = Array.from({ length: 600 }, () => {
      const verdict = limits.handshake(HERE);
      if (verdict === 'pass') limits.open(HERE);
      return verdict;
    });
    expect(verdicts.filter((verdict) => verdict === 'pass')).toHaveLength(500);
  });

  it('forgets addresses that have rested, and none that is connected', () => {
    limits.handshake(client('connected'));
    const release = limits.open(client('connected'));
    for (let count = 0; count < 1_000; count += 1) limits.handshake(client(`passing ${count}`));
    clock.advance(60_000);
    limits.handshake(client('later'));
    expect(limits.size).toBe(2);
    release();
    clock.advance(60_000);
    limits.handshake(client('last'));
    expect(limits.size).toBe(1);
  });

  it('remembers a bounded number of addresses, and every connection', () => {
    const few = new AddressLimits(clock, RULES, 100);
    const release = few.open(client('connected'));
    for (let count = 0; count < 10_000; count += 1) few.handshake(client(`new ${count}`));
    expect(few.size).toBe(100);
    for (let count = 0; count < 19; count += 1) few.open(client('connected'));
    expect(few.handshake(client('connected'))).toBe('too_many_connections');
    release();
    expect(few.handshake(client('connected'))).toBe('pass');
  });

  it('never lets anybody hold more than their share, in whatever order they come and go', () => {
    const step = fc.record({ who: fc.nat({ max: 3 }), leave: fc.boolean(), waitMs: fc.nat(400) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 500 }), (steps) => {
        const time = new VirtualClock();
        const shared = new AddressLimits(time, RULES);
        const held: (() => void)[][] = [[], [], [], []];
        for (const { who, leave, waitMs } of steps) {
          time.advance(waitMs);
          const mine = held[who] ?? [];
          if (leave) mine.pop()?.();
          else if (shared.handshake(client(String(who))) === 'pass') {
            mine.push(shared.open(client(String(who))));
          }
          expect(mine.length).toBeLessThanOrEqual(20);
        }
      }),
    );
  });
});
