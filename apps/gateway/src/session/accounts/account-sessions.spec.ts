import { VirtualClock } from '@voxrail/clock';
import { InMemoryBus } from '@voxrail/testing';
import fc from 'fast-check';

import { LOCAL_OWNER } from '../session-grants';
import { AccountSessions } from './account-sessions';

const OWNER = 'key:web';
const GRACE_MS = 30_000;

interface Gateway {
  readonly accounts: AccountSessions;
  /** Of OWNER. */
  readonly sids: Set<string>;
  diedAtMs: number | undefined;
}

const WHAT = ['make', 'make', 'make', 'end', 'move', 'kill', 'pass'] as const;

interface Happening {
  readonly what: (typeof WHAT)[number];
  /** Among the three that were started last. */
  readonly gateway: number;
  readonly other: number;
  readonly atOnce: number;
}

/** Gateways on one broker, without anything but their counting. */
class Bench {
  public readonly clock = new VirtualClock();
  public readonly bus = new InMemoryBus(this.clock);
  public readonly gateways: Gateway[] = [];
  private serial = 0;

  public constructor(gateways: number) {
    for (let count = 0; count < gateways; count += 1) this.start();
  }

  public get ledgers(): ReturnType<InMemoryBus['bucket']> {
    return this.bus.bucket({ name: 'voxrail_accounts', ttlMs: 0 });
  }

  /** Sessions that are somewhere. */
  public get alive(): number {
    return this.gateways.reduce((sum, gateway) => sum + gateway.sids.size, 0);
  }

  public start(): Gateway {
    const accounts = new AccountSessions({
      bus: this.bus,
      clock: this.clock,
      gatewayId: `gateway-${this.gateways.length}`,
      graceMs: GRACE_MS,
    });
    const gateway = { accounts, sids: new Set<string>(), diedAtMs: undefined };
    this.gateways.push(gateway);
    return gateway;
  }

  public at(index: number): Gateway {
    const gateway = this.gateways[index];
    if (gateway === undefined) throw new RangeError(`there is no gateway ${index}`);
    return gateway;
  }

  /** Whether it was admitted. */
  public async make(gateway: Gateway, most: number): Promise<boolean> {
    this.serial += 1;
    const sid = `session-${this.serial}`;
    try {
      await gateway.accounts.admit(OWNER, sid, most);
    } catch (error) {
      expect(error).toMatchObject({ code: 'rate_limited' });
      return false;
    }
    gateway.sids.add(sid);
    return true;
  }

  public end(gateway: Gateway): void {
    const [sid] = gateway.sids;
    if (sid === undefined) return;
    gateway.sids.delete(sid);
    gateway.accounts.release(OWNER, sid);
  }

  /** A session goes on at another gateway. */
  public move(from: Gateway, to: Gateway): void {
    const [sid] = from.sids;
    if (sid === undefined) return;
    from.sids.delete(sid);
    to.sids.add(sid);
    to.accounts.adopt(OWNER, sid);
    if (from.diedAtMs === undefined) from.accounts.release(OWNER, sid);
  }

  /** `stop` writes nothing either. */
  public kill(gateway: Gateway): void {
    gateway.diedAtMs ??= this.clock.nowMs();
    gateway.accounts.stop();
  }

  /** Whose clients do not come back in time have lost their sessions. */
  public async pass(ms: number): Promise<void> {
    await this.clock.advanceAsync(ms, 500);
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
    for (const { diedAtMs = Infinity, sids } of this.gateways) {
      if (this.clock.nowMs() - diedAtMs >= GRACE_MS) sids.clear();
    }
  }

  /** Lets one thing happen, where it can. */
  public async happen({ what, gateway, other, atOnce }: Happening, most: number): Promise<void> {
    const place = (index: number): Gateway => this.at(this.gateways.length - 1 - (index % 3));
    const [here, there] = [place(gateway), place(other)];
    switch (what) {
      case 'make': {
        const makers = Array.from({ length: atOnce }, (_, i) => place(gateway + i)).filter(isAlive);
        await Promise.all(makers.map(async (maker) => this.make(maker, most)));
        return;
      }
      case 'end':
        if (isAlive(here)) this.end(here);
        return;
      case 'move':
        if (here !== there && isAlive(there)) this.move(here, there);
        return;
      case 'kill':
        this.kill(here);
        this.start();
        return;
      case 'pass':
        await this.pass(GRACE_MS / 3);
        return;
    }
  }
}

describe('the sessions that an account may have at a time', () => {
  it('are counted over all gateways', async () => {
    const bench = new Bench(2);
    expect(await bench.make(bench.at(0), 2)).toBe(true);
    expect(await bench.make(bench.at(1), 2)).toBe(true);
    expect(await bench.make(bench.at(0), 2)).toBe(false);
    expect(await bench.make(bench.at(1), 2)).toBe(false);
    bench.end(bench.at(0));
    await bench.pass(0);
    expect(await bench.make(bench.at(1), 2)).toBe(true);
  });

  it.each([1, 5])('are no more than %d when many ask at once, at every gateway', async (most) => {
    const bench = new Bench(3);
    const asking = Array.from({ length: 30 }, async (_, i) => bench.make(bench.at(i % 3), most));
    const admitted = (await Promise.all(asking)).filter(Boolean);
    expect(admitted).toHaveLength(most);
  });

  it('are those of one account: others, and programs on this machine, do not count', async () => {
    const bench = new Bench(1);
    const { accounts } = bench.at(0);
    await accounts.admit('key:web', 'session-a', 1);
    await accounts.admit('key:kiosk', 'session-b', 1);
    await accounts.admit(LOCAL_OWNER, 'session-c', 0);
    await expect(accounts.admit('key:kiosk', 'session-d', 1)).rejects.toMatchObject({
      code: 'rate_limited',
      message: 'no more than 1 sessions at a time',
    });
    expect(bench.ledgers.keys).toHaveLength(2);
    expect(bench.ledgers.keys.join()).not.toMatch(/web|kiosk/);
  });

  it('of a gateway that was killed count while their clients may come back, and then no more', async () => {
    const bench = new Bench(2);
    await bench.make(bench.at(0), 2);
    await bench.make(bench.at(0), 2);
    bench.kill(bench.at(0));
    await bench.pass(GRACE_MS - 1);
    expect(await bench.make(bench.at(1), 2)).toBe(false);
    await bench.pass(GRACE_MS / 2);
    expect(await bench.make(bench.at(1), 2)).toBe(true);
    expect(await bench.make(bench.at(1), 2)).toBe(true);
    expect(await bench.make(bench.at(1), 2)).toBe(false);
  });

  it('that go on at another gateway count once, and are not refused there', async () => {
    const bench = new Bench(2);
    await bench.make(bench.at(0), 2);
    await bench.make(bench.at(0), 2);
    bench.kill(bench.at(0));
    bench.move(bench.at(0), bench.at(1));
    await bench.pass(2 * GRACE_MS);
    expect(await bench.make(bench.at(1), 2)).toBe(true);
    expect(await bench.make(bench.at(1), 2)).toBe(false);
  });

  it('are told again to a broker that was restarted', async () => {
    const bench = new Bench(2);
    await bench.make(bench.at(0), 1);
    bench.bus.setStatus('disconnected');
    bench.ledgers.wipe();
    bench.bus.bucket({ name: 'voxrail_gateways', ttlMs: 0 }).wipe();
    bench.bus.setStatus('connected');
    for (const { accounts } of bench.gateways) accounts.brokerIsBack();
    await bench.pass(0);
    expect(await bench.make(bench.at(1), 1)).toBe(false);
  });

  it('are those of each gateway while there is no broker, and all of them when it is back', async () => {
    const bench = new Bench(2);
    bench.bus.setStatus('disconnected');
    expect(await bench.make(bench.at(0), 1)).toBe(true);
    expect(await bench.make(bench.at(0), 1)).toBe(false);
    bench.bus.setStatus('connected');
    for (const { accounts } of bench.gateways) accounts.brokerIsBack();
    await bench.pass(0);
    expect(await bench.make(bench.at(1), 1)).toBe(false);
  });

  it('whose end could not be written are written off later', async () => {
    const bench = new Bench(2);
    await bench.make(bench.at(0), 1);
    bench.bus.setStatus('disconnected');
    bench.end(bench.at(0));
    await bench.pass(0);
    bench.bus.setStatus('connected');
    await bench.pass(GRACE_MS / 2);
    expect(await bench.make(bench.at(1), 1)).toBe(true);
  });

  it('stay within the limit, and leave nothing, whatever happens', async () => {
    const most = 3;
    const happening: fc.Arbitrary<Happening> = fc.record({
      what: fc.constantFrom(...WHAT),
      gateway: fc.nat(2),
      other: fc.nat(2),
      atOnce: fc.integer({ min: 1, max: 4 }),
    });
    const run = async (happenings: readonly Happening[]): Promise<void> => {
      const bench = new Bench(3);
      for (const one of happenings) {
        await bench.happen(one, most);
        expect(bench.alive).toBeLessThanOrEqual(most);
      }
      await bench.pass(2 * GRACE_MS);
      for (const gateway of bench.gateways) while (gateway.sids.size > 0) bench.end(gateway);
      await bench.pass(0);
      const fresh = bench.start();
      for (let count = 0; count < most; count += 1)
        expect(await bench.make(fresh, most)).toBe(true);
      for (let count = 0; count < most; count += 1) bench.end(fresh);
      await bench.pass(0);
      expect(bench.ledgers.keys).toEqual([]);
    };
    await fc.assert(fc.asyncProperty(fc.array(happening, { maxLength: 30 }), run), {
      numRuns: 100,
    });
  });
});

function isAlive({ diedAtMs }: Gateway): boolean {
  return diedAtMs === undefined;
}
