import { VirtualClock } from '@voxrail/clock';
import {
  FrameKind,
  LEASE_INTERVAL_MS,
  LEASE_TTL_MS,
  encodeFrame,
  encodeJsonFrame,
  endSubject,
  interruptSubject,
  railSubject,
} from '@voxrail/contracts';
import type { BusSubscription, MessageBus } from '@voxrail/messaging';
import { createLogger, metrics } from '@voxrail/observability';
import { InMemoryBus } from '@voxrail/testing';

import { subscribeFrames } from '../frames/subscribe-frames';
import { OrderGate } from '../orders/order-gate';
import type { RailSession, RailSessionFactory } from '../rail-session';
import { SessionRegistry } from './session-registry';

const SID = 'session-1';
const ADDRESS = { order: 0, seq: 0, offset: 0 };

/** A rail that generates: it listens for starts and gates its orders, as the LLM and TTS rails do. */
class GatedSession implements RailSession {
  public readonly gate = new OrderGate();
  public closed = 0;
  private readonly subscription: BusSubscription;

  public constructor(
    bus: MessageBus,
    public readonly sid: string,
    public readonly gateway: string,
  ) {
    this.subscription = subscribeFrames(bus, railSubject(sid, 'llm', 'in'), (frame) => {
      this.gate.open(frame.order);
    });
  }

  public interrupt(from: number, to: number): void {
    this.gate.interrupt(from, to);
  }

  public close(): void {
    this.closed += 1;
    this.subscription.unsubscribe();
  }
}

class GatedSessionFactory implements RailSessionFactory<GatedSession> {
  public ready = true;
  public readonly opened: GatedSession[] = [];

  public constructor(private readonly bus: MessageBus) {}

  public isReady(): boolean {
    return this.ready;
  }

  public open(sid: string, gateway: string): GatedSession {
    const session = new GatedSession(this.bus, sid, gateway);
    this.opened.push(session);
    return session;
  }

  public get last(): GatedSession {
    const session = this.opened.at(-1);
    if (session === undefined) throw new Error('no session was opened');
    return session;
  }
}

function setUp(capacity = 2): {
  bus: InMemoryBus;
  clock: VirtualClock;
  factory: GatedSessionFactory;
  registry: SessionRegistry;
} {
  const bus = new InMemoryBus();
  const clock = new VirtualClock();
  const factory = new GatedSessionFactory(bus);
  const logger = createLogger('llm-service', { level: 'silent' });
  const registry = new SessionRegistry({
    workerId: 'llm-worker1',
    clockId: 'this-host',
    capacity,
    factory,
    bus,
    clock,
    logger,
  });
  return { bus, clock, factory, registry };
}

function broadcastInterrupt(bus: InMemoryBus, from: number, to: number): void {
  const payload = { from, to, atMs: 0 };
  bus.publish(
    interruptSubject(SID),
    encodeJsonFrame(FrameKind.INTERRUPT, { ...ADDRESS, order: to }, payload),
  );
}

function broadcastEnd(bus: InMemoryBus): void {
  bus.publish(endSubject(SID), encodeJsonFrame(FrameKind.END, ADDRESS, { reason: 'hangup' }));
}

function start(bus: InMemoryBus, order: number): void {
  const payload = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
  bus.publish(
    railSubject(SID, 'llm', 'in'),
    encodeJsonFrame(FrameKind.LLM_PREPARE, { ...ADDRESS, order }, payload),
  );
}

describe('SessionRegistry', () => {
  describe('claims', () => {
    it('are answered when the session is subscribed, with the worker and its clock', async () => {
      const { bus, factory, registry } = setUp();
      const reply = await registry.claim({ sid: SID, gateway: 'gateway-1' });
      expect(reply).toEqual({ status: 'claimed', worker: 'llm-worker1', clockId: 'this-host' });
      start(bus, 1);
      bus.deliver();
      expect(factory.last.gate.isOpen(1)).toBe(true);
    });

    it('beyond the capacity are answered busy, and one that left makes room', async () => {
      const { registry } = setUp(1);
      await registry.claim({ sid: SID, gateway: 'gateway-1' });
      const refused = await registry.claim({ sid: 'session-2', gateway: 'gateway-1' });
      expect(refused).toEqual({ status: 'busy', worker: 'llm-worker1', reason: 'capacity' });
      registry.release({ sid: SID, gateway: 'gateway-1' });
      expect(await registry.claim({ sid: 'session-2', gateway: 'gateway-1' })).toMatchObject({
        status: 'claimed',
      });
    });

    it('are answered busy while the models or the data plane are not there', async () => {
      const { bus, factory, registry } = setUp();
      factory.ready = false;
      expect(await registry.claim({ sid: SID, gateway: 'gateway-1' })).toMatchObject({
        reason: 'not_ready',
      });
      factory.ready = true;
      bus.setStatus('disconnected');
      expect(await registry.claim({ sid: SID, gateway: 'gateway-1' })).toMatchObject({
        reason: 'not_ready',
      });
      expect(registry.size).toBe(0);
    });

    it('of the gateway that holds the session already keep what it has', async () => {
      const { bus, factory, registry } = setUp(1);
      await registry.claim({ sid: SID, gateway: 'gateway-1' });
      start(bus, 4);
      expect(await registry.claim({ sid: SID, gateway: 'gateway-1' })).toMatchObject({
        status: 'claimed',
      });
      expect(factory.opened).toHaveLength(1);
      expect(factory.last.gate.isOpen(4)).toBe(true);
    });

    it('made twice at once by one gateway open the session once', async () => {
      const { factory, registry } = setUp(1);
      const request = { sid: SID, gateway: 'gateway-1' };
      const replies = await Promise.all([registry.claim(request), registry.claim(request)]);
      expect(replies.map((reply) => reply.status)).toEqual(['claimed', 'claimed']);
      expect(factory.opened).toHaveLength(1);
    });

    it('of another gateway win: the session starts anew and the first gateway has lost it', async () => {
      const { bus, factory, registry } = setUp(1);
      await registry.claim({ sid: SID, gateway: 'gateway-1' });
      const subscriptions = bus.subscriptionCount;
      await registry.claim({ sid: SID, gateway: 'gateway-2' });
      expect(factory.opened.map((session) => session.closed)).toEqual([1, 0]);
      expect(bus.subscriptionCount).toBe(subscriptions);
      expect(registry.lease({ gateway: 'gateway-1', sids: [SID] }).unknown).toEqual([SID]);
      expect(registry.release({ sid: SID, gateway: 'gateway-1' })).toEqual({ released: false });
      expect(registry.lease({ gateway: 'gateway-2', sids: [SID] }).unknown).toEqual([]);
    });

    it('at the same moment by two gateways leave the session with the later one', async () => {
      const { registry } = setUp();
      const first = registry.claim({ sid: SID, gateway: 'gateway-1' });
      const second = registry.claim({ sid: SID, gateway: 'gateway-2' });
      await expect(first).rejects.toMatchObject({ code: 'ended' });
      await expect(second).resolves.toMatchObject({ status: 'claimed' });
    });

    it('whose session ends before the answer are refused and hold nothing', async () => {
      const { bus, clock, registry } = setUp();
      const claim = registry.claim({ sid: SID, gateway: 'gateway-1' });
      broadcastEnd(bus);
      await expect(claim).rejects.toMatchObject({ code: 'ended', retryable: false });
      expect([registry.size, bus.subscriptionCount, clock.pendingTimers]).toEqual([0, 0, 0]);
    });

    it('that do not reach the server are refused, worth a retry, and hold nothing', async () => {
      const { bus, clock, registry } = setUp();
      const claim = registry.claim({ sid: SID, gateway: 'gateway-1' });
      bus.setStatus('disconnected');
      await expect(claim).rejects.toMatchObject({ code: 'bus', retryable: true });
      expect([registry.size, bus.subscriptionCount, clock.pendingTimers]).toEqual([0, 0, 0]);
    });
  });

  describe('leases', () => {
    it('that are renewed keep the session', async () => {
      const { clock, registry } = setUp();
      await registry.claim({ sid: SID, gateway: 'gateway-1' });
      for (let ms = 0; ms < 60_000; ms += LEASE_INTERVAL_MS) {
        clock.advance(LEASE_INTERVAL_MS);
        expect(registry.lease({ gateway: 'gateway-1', sids: [SID] })).toMatchObject({
          sessions: 1,
          unknown: [],
        });
      }
      expect(clock.pendingTimers).toBe(1);
    });

    it('that are not renewed end the session, and everything of it', async () => {
      const { bus, clock, factory, registry } = setUp();
      await registry.claim({ sid: SID, gateway: 'gateway-1' });
      clock.advance(1_000);
      registry.lease({ gateway: 'gateway-1', sids: [SID] });
      clock.advance(LEASE_TTL_MS - 1);
      expect(registry.size).toBe(1);
      clock.advance(1);
      expect(factory.last.closed).toBe(1);
      expect([registry.size, bus.subscriptionCount, clock.pendingTimers]).toEqual([0, 0, 0]);
    });

    it('name the sessions that the worker does not hold for this gateway', async () => {
      const { registry } = setUp();
      await registry.claim({ sid: SID, gateway: 'gateway-1' });
      expect(registry.lease({ gateway: 'gateway-1', sids: [SID, 'session-2'] })).toEqual({
        worker: 'llm-worker1',
        sessions: 1,
        capacity: 2,
        draining: false,
        unknown: ['session-2'],
      });
    });

    it('of another gateway do not keep the session', async () => {
      const { clock, registry } = setUp();
      await registry.claim({ sid: SID, gateway: 'gateway-1' });
      clock.advance(LEASE_TTL_MS - 1);
      registry.lease({ gateway: 'gateway-2', sids: [SID] });
      clock.advance(1);
      expect(registry.size).toBe(0);
    });
  });

  describe('the end', () => {
    it.each(['release', 'end', 'closeAll'] as const)(
      'by %s gives back every subscription and timer at once',
      async (way) => {
        const { bus, clock, factory, registry } = setUp();
        await registry.claim({ sid: SID, gateway: 'gateway-1' });
        expect(bus.subscriptionCount).toBe(3);
        if (way === 'release') registry.release({ sid: SID, gateway: 'gateway-1' });
        else if (way === 'end') broadcastEnd(bus);
        else registry.closeAll();
        bus.deliver();
        expect(factory.last.closed).toBe(1);
        expect([registry.size, bus.subscriptionCount, clock.pendingTimers]).toEqual([0, 0, 0]);
      },
    );

    it('happens once when it is broadcast twice', async () => {
      const { bus, factory, registry } = setUp();
      await registry.claim({ sid: SID, gateway: 'gateway-1' });
      broadcastEnd(bus);
      broadcastEnd(bus);
      bus.deliver();
      expect(factory.last.closed).toBe(1);
    });

    it('gives everything back also when the rail fails to close its part', async () => {
      const { bus, clock, factory, registry } = setUp();
      await registry.claim({ sid: SID, gateway: 'gateway-1' });
      const session = factory.last;
      const close = session.close.bind(session);
      session.close = () => {
        close();
        throw new Error('defect');
      };
      expect(registry.release({ sid: SID, gateway: 'gateway-1' })).toEqual({ released: true });
      expect([registry.size, bus.subscriptionCount, clock.pendingTimers]).toEqual([0, 0, 0]);
    });
  });

  describe('interrupts', () => {
    it('that overtake the start of their order kill it before it begins', async () => {
      const { bus, factory, registry } = setUp();
      await registry.claim({ sid: SID, gateway: 'gateway-1' });
      broadcastInterrupt(bus, 1, 5);
      start(bus, 5);
      start(bus, 6);
      bus.deliver();
      expect(factory.last.gate.openOrders).toEqual([6]);
    });

    it('that are doubled or of an old range do not touch a newer order', async () => {
      const { bus, factory, registry } = setUp();
      await registry.claim({ sid: SID, gateway: 'gateway-1' });
      start(bus, 5);
      broadcastInterrupt(bus, 1, 5);
      start(bus, 8);
      broadcastInterrupt(bus, 1, 5);
      broadcastInterrupt(bus, 0, 7);
      bus.deliver();
      expect(factory.last.gate.openOrders).toEqual([8]);
    });
  });

  it('counts and drops what is not a broadcast, and goes on', async () => {
    const { bus, factory, registry } = setUp();
    await registry.claim({ sid: SID, gateway: 'gateway-1' });
    const counted = async (): Promise<number> => {
      const { values } = await metrics.framesDroppedTotal.get();
      return values.reduce((sum, { value }) => sum + value, 0);
    };
    const before = await counted();
    for (const subject of [endSubject(SID), interruptSubject(SID), railSubject(SID, 'llm', 'in')]) {
      bus.publish(subject, new Uint8Array(3));
      bus.publish(subject, new Uint8Array(20).fill(255));
    }
    bus.publish(interruptSubject(SID), encodeJsonFrame(FrameKind.ASR_FLUSH, ADDRESS, {}));
    bus.publish(endSubject(SID), encodeJsonFrame(FrameKind.ASR_FLUSH, ADDRESS, {}));
    const payload = new TextEncoder().encode('{"from":3}');
    bus.publish(
      interruptSubject(SID),
      encodeFrame({ kind: FrameKind.INTERRUPT, ...ADDRESS, payload }),
    );
    bus.deliver();
    expect((await counted()) - before).toBe(9);
    start(bus, 2);
    bus.deliver();
    expect(factory.last.gate.openOrders).toEqual([2]);
  });

  describe('draining', () => {
    it('refuses claims, also of what it holds, and says so in its leases', async () => {
      const { registry } = setUp();
      await registry.claim({ sid: SID, gateway: 'gateway-1' });
      void registry.drain();
      expect(await registry.claim({ sid: SID, gateway: 'gateway-1' })).toMatchObject({
        status: 'busy',
        reason: 'draining',
      });
      expect(registry.lease({ gateway: 'gateway-1', sids: [SID] })).toMatchObject({
        draining: true,
        unknown: [],
      });
    });

    it('ends when the last session has gone', async () => {
      const { registry } = setUp();
      await registry.claim({ sid: SID, gateway: 'gateway-1' });
      await registry.claim({ sid: 'session-2', gateway: 'gateway-1' });
      let drained = false;
      const draining = registry.drain().then(() => (drained = true));
      registry.release({ sid: SID, gateway: 'gateway-1' });
      await Promise.resolve();
      expect(drained).toBe(false);
      registry.release({ sid: 'session-2', gateway: 'gateway-1' });
      await draining;
      expect(drained).toBe(true);
    });
  });
});
