import type { NatsServer } from '@voxrail/testing';
import { freePort, startNatsServer, Stopwatch, until } from '@voxrail/testing';

import type { BusObserver } from './bus-observer';
import { connectMessageBus } from './connect-message-bus';
import type { BusStatus, MessageBus } from './message-bus';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Beyond the server's limit of 1 MiB. */
const TOO_LARGE_BYTES = 2 ** 20 + 1;

describe('the message bus', () => {
  let server: NatsServer;
  const buses: MessageBus[] = [];

  async function connect(url: string, observer?: Partial<BusObserver>): Promise<MessageBus> {
    const bus = await connectMessageBus({
      url,
      name: 'test',
      ...(observer === undefined ? {} : { observer }),
    });
    buses.push(bus);
    return bus;
  }

  beforeAll(async () => {
    server = await startNatsServer();
  });

  afterEach(async () => {
    await Promise.all(buses.splice(0).map(async (bus) => bus.close()));
  });

  afterAll(async () => {
    await server.stop();
  });

  it('carries messages from one process to another, in order and byte by byte', async () => {
    const [from, to] = [await connect(server.url), await connect(server.url)];
    const received: string[] = [];
    to.subscribe('va.s.*.asr.in', (data, subject) => {
      received.push(`${subject} ${decoder.decode(data)}`);
    });
    await to.flush();
    for (let n = 0; n < 5_000; n += 1)
      from.publish('va.s.session-1.asr.in', encoder.encode(`${n}`));
    await until(() => received.length === 5_000, 10_000);
    expect(received).toEqual(received.map((_, n) => `va.s.session-1.asr.in ${n}`));
  });

  it('hands out nothing after unsubscribe, and counts what is subscribed', async () => {
    const bus = await connect(server.url);
    const received: string[] = [];
    const kept = bus.subscribe('a.>', (data) => received.push(decoder.decode(data)));
    const ended = bus.subscribe('a.b', () => {
      ended.unsubscribe();
      received.push('once');
    });
    expect(bus.subscriptionCount).toBe(2);
    bus.publish('a.b', encoder.encode('1'));
    bus.publish('a.b', encoder.encode('2'));
    await bus.flush();
    expect(received.sort()).toEqual(['1', '2', 'once']);
    ended.unsubscribe();
    kept.unsubscribe();
    expect(bus.subscriptionCount).toBe(0);
  });

  it('survives a handler that throws, tells of it, and calls it for the next message', async () => {
    const failed: string[] = [];
    const bus = await connect(server.url, { handlerFailed: (subject) => failed.push(subject) });
    let calls = 0;
    bus.subscribe('a.b', () => {
      calls += 1;
      throw new Error('defect');
    });
    bus.publish('a.b', encoder.encode('1'));
    bus.publish('a.b', encoder.encode('2'));
    await bus.flush();
    expect([calls, failed]).toEqual([2, ['a.b', 'a.b']]);
  });

  it('drops and counts what the server would refuse, without throwing', async () => {
    const dropped: string[] = [];
    const bus = await connect(server.url, { dropped: (reason) => dropped.push(reason) });
    bus.publish('a.b', new Uint8Array(TOO_LARGE_BYTES));
    bus.publish('', new Uint8Array(1));
    expect(dropped).toEqual(['refused', 'refused']);
    await bus.flush();
    expect(bus.connected).toBe(true);
  });

  it('starts without a server, keeps trying, and has its subscriptions when one comes', async () => {
    const port = await freePort();
    const dropped: string[] = [];
    const bus = await connect(`nats://127.0.0.1:${port}`, {
      dropped: (reason) => dropped.push(reason),
    });
    expect(bus.connected).toBe(false);
    const received: string[] = [];
    bus.subscribe('a.b', (data) => received.push(decoder.decode(data)));
    bus.publish('a.b', encoder.encode('lost'));
    await expect(bus.flush()).rejects.toMatchObject({ code: 'disconnected', retryable: true });

    const late = await startNatsServer({ port });
    try {
      await until(() => bus.connected, 10_000);
      bus.publish('a.b', encoder.encode('kept'));
      await bus.flush();
      expect([received, dropped]).toEqual([['kept'], ['disconnected']]);
    } finally {
      await late.stop();
    }
  });

  it('comes back after the server was killed, its subscriptions with it', async () => {
    const port = await freePort();
    const first = await startNatsServer({ port });
    const seen = { dropped: 0, reconnected: 0, statuses: [] as BusStatus[] };
    const bus = await connect(first.url, {
      dropped: () => (seen.dropped += 1),
      reconnected: () => (seen.reconnected += 1),
    });
    bus.onStatus((status) => seen.statuses.push(status));
    const received: string[] = [];
    bus.subscribe('a.b', (data) => received.push(decoder.decode(data)));
    await bus.flush();

    await first.kill();
    await until(() => !bus.connected, 10_000);
    bus.publish('a.b', encoder.encode('lost'));
    const second = await startNatsServer({ port });
    try {
      await until(() => bus.connected, 10_000);
      bus.publish('a.b', encoder.encode('kept'));
      await bus.flush();
      expect(received).toEqual(['kept']);
      expect(seen).toEqual({
        dropped: 1,
        reconnected: 1,
        statuses: ['disconnected', 'connected'],
      });
      expect(bus.subscriptionCount).toBe(1);
    } finally {
      await second.stop();
    }
  });

  it('bounds flush and close when the server hangs', async () => {
    const hung = await startNatsServer();
    try {
      const bus = await connect(hung.url);
      await hung.pause();
      await expect(bus.flush()).rejects.toMatchObject({ code: 'timeout' });
      const stopwatch = Stopwatch.start();
      await bus.close();
      expect(stopwatch.stop()).toBeLessThan(1_500);
    } finally {
      await hung.kill();
    }
  });

  it('does nothing after close, which sends what was waiting and may be called twice', async () => {
    const [from, to] = [await connect(server.url), await connect(server.url)];
    const received: string[] = [];
    to.subscribe('a.b', (data) => received.push(decoder.decode(data)));
    await to.flush();
    from.publish('a.b', encoder.encode('last'));
    await Promise.all([from.close(), from.close()]);
    await until(() => received.length === 1, 10_000);
    from.publish('a.b', encoder.encode('too late'));
    from.subscribe('a.b', () => undefined).unsubscribe();
    await expect(from.flush()).rejects.toMatchObject({ code: 'closed', retryable: false });
    await to.flush();
    expect([received, from.connected, from.subscriptionCount]).toEqual([['last'], false, 0]);
  });
});
