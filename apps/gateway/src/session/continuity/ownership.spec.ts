import { VirtualClock } from '@voxrail/clock';
import { DEFAULT_SESSION_CONFIG } from '@voxrail/contracts';
import { InMemoryBus } from '@voxrail/testing';

import { newConversation } from './new-conversation';
import { Ownership } from './ownership';
import type { SessionSnapshot } from './session-record';
import { decodeRecord } from './session-record';

const SID = 'session-1';
const ORIGIN = { createdAtMs: 0, grants: { tools: null, maxDurationS: null, owner: 'local' } };

class Bench {
  public readonly clock = new VirtualClock();
  public readonly bus = new InMemoryBus(this.clock);
  public readonly bucket = this.bus.bucket({ name: 'sessions', ttlMs: 120_000 });
  public snapshot: SessionSnapshot = newConversation(DEFAULT_SESSION_CONFIG);
  public readonly lost: string[] = [];

  public owner(gatewayId: string): Ownership {
    const { bucket, clock } = this;
    return new Ownership(
      { bucket, clock, gatewayId, sid: SID },
      {
        snapshot: () => this.snapshot,
        onLost: () => {
          this.lost.push(gatewayId);
        },
      },
    );
  }

  public async written(): Promise<{ epoch: number; gateway: string; turn: number } | undefined> {
    const entry = await this.bucket.read(SID);
    return entry?.data === undefined ? undefined : decodeRecord(entry.data);
  }
}

describe('owning a session', () => {
  it('keeps its record alive for as long as nothing happens', async () => {
    const bench = new Bench();
    const owner = bench.owner('gateway-1');
    await owner.begin(ORIGIN);
    await bench.clock.advanceAsync(600_000, 1_000);
    expect(await bench.written()).toMatchObject({ epoch: 1, gateway: 'gateway-1' });
    await owner.release();
    expect(bench.bucket.keys).toEqual([]);
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it('writes what changed while it was writing', async () => {
    const bench = new Bench();
    const owner = bench.owner('gateway-1');
    await owner.begin(ORIGIN);
    const first = owner.save();
    bench.snapshot = { ...bench.snapshot, turn: 7 };
    await Promise.all([first, owner.save(), owner.save()]);
    expect(await bench.written()).toMatchObject({ turn: 7 });
  });

  it('is lost to whoever takes over, which is noticed at the next write', async () => {
    const bench = new Bench();
    const [older, newer] = [bench.owner('gateway-9'), bench.owner('gateway-1')];
    await older.begin(ORIGIN);
    await newer.takeOver(undefined);
    expect(await newer.confirm()).toBe(true);
    await older.save();
    expect(bench.lost).toEqual(['gateway-9']);
    expect(await older.confirm()).toBe(false);
    await older.release();
    expect(await bench.written()).toMatchObject({ epoch: 2, gateway: 'gateway-1' });
  });

  it('is lost when the session was ended elsewhere', async () => {
    const bench = new Bench();
    const owner = bench.owner('gateway-1');
    await owner.begin(ORIGIN);
    const entry = await bench.bucket.read(SID);
    await bench.bucket.remove(SID, entry?.revision ?? 0);
    expect(await owner.confirm()).toBe(false);
    expect(bench.lost).toEqual(['gateway-1']);
    expect(bench.bucket.keys).toEqual([]);
  });

  it('is written again where the broker has lost all, and by the later one, whoever comes first', async () => {
    const bench = new Bench();
    const [older, newer] = [bench.owner('gateway-9'), bench.owner('gateway-1')];
    await older.begin(ORIGIN);
    await newer.takeOver(undefined);
    bench.bucket.wipe();
    await older.save();
    await newer.save();
    expect(await bench.written()).toMatchObject({ epoch: 2, gateway: 'gateway-1' });
    await older.save();
    expect(bench.lost).toEqual(['gateway-9']);
  });

  it('is taken over from a newer state than the one that stands written', async () => {
    const bench = new Bench();
    const [older, newer] = [bench.owner('gateway-1'), bench.owner('gateway-2')];
    await older.begin(ORIGIN);
    const handedOver = older.record({ ...bench.snapshot, turn: 5 });
    expect(await newer.takeOver(handedOver)).toBe(handedOver);
    expect(await bench.written()).toMatchObject({ turn: 5, epoch: 2 });
  });

  it('is not taken over from one that has lost it without knowing', async () => {
    const bench = new Bench();
    const [first, second, third] = ['1', '2', '3'].map((id) => bench.owner(`gateway-${id}`));
    await first?.begin(ORIGIN);
    await second?.takeOver(undefined);
    const stale = first?.record({ ...bench.snapshot, turn: 99 });
    expect(await third?.takeOver(stale)).toMatchObject({ turn: 0, gateway: 'gateway-2' });
    expect(await bench.written()).toMatchObject({ epoch: 3, gateway: 'gateway-3' });
  });

  it('needs no broker that keeps state, but cannot be taken over without one', async () => {
    const bench = new Bench();
    const owner = bench.owner('gateway-1');
    bench.bus.setStatus('disconnected');
    await owner.begin(ORIGIN);
    expect(await owner.confirm()).toBe(true);
    await expect(bench.owner('gateway-2').takeOver(undefined)).rejects.toMatchObject({
      code: 'disconnected',
    });
    bench.bus.setStatus('connected');
    await bench.clock.advanceAsync(2_000, 100);
    expect(await bench.written()).toMatchObject({ gateway: 'gateway-1' });
  });
});
