import { InMemoryBus } from './in-memory-bus';

const BYTES = new Uint8Array([1]);

describe('InMemoryBus', () => {
  it.each([
    ['va.s.a.end', 'va.s.a.end', true],
    ['va.s.*.end', 'va.s.a.end', true],
    ['va.s.*.end', 'va.s.a.b.end', false],
    ['va.s.>', 'va.s.a.end', true],
    ['va.s.>', 'va.s', false],
    ['va.s.a', 'va.s.a.end', false],
    ['va.s.a.end', 'va.s.a', false],
  ])('%s hears %s: %s', (pattern, subject, hears) => {
    const bus = new InMemoryBus();
    const heard: string[] = [];
    bus.subscribe(pattern, (_, from) => heard.push(from));
    bus.publish(subject, BYTES);
    bus.deliver();
    expect(heard).toEqual(hears ? [subject] : []);
  });

  it('delivers in order, after the publisher has gone on, what a handler publishes included', async () => {
    const bus = new InMemoryBus();
    const heard: string[] = [];
    bus.subscribe('a', () => {
      heard.push('a');
      bus.publish('b', BYTES);
    });
    bus.subscribe('b', () => heard.push('b'));
    bus.publish('a', BYTES);
    bus.publish('a', BYTES);
    expect(heard).toEqual([]);
    await bus.flush();
    expect(heard).toEqual(['a', 'a', 'b', 'b']);
  });

  it('hands out nothing that was published before a handler unsubscribed', () => {
    const bus = new InMemoryBus();
    let calls = 0;
    const subscription = bus.subscribe('a', () => {
      calls += 1;
      subscription.unsubscribe();
    });
    bus.publish('a', BYTES);
    bus.publish('a', BYTES);
    bus.deliver();
    expect([calls, bus.subscriptionCount]).toEqual([1, 0]);
  });

  it('loses and counts what is published while it is disconnected', async () => {
    const bus = new InMemoryBus();
    let calls = 0;
    bus.subscribe('a', () => (calls += 1));
    bus.setStatus('disconnected');
    bus.publish('a', BYTES);
    await expect(bus.flush()).rejects.toMatchObject({ code: 'disconnected' });
    bus.setStatus('connected');
    bus.publish('a', BYTES);
    bus.deliver();
    expect([calls, bus.dropped]).toEqual([1, 1]);
  });
});
