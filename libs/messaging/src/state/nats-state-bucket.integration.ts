import type { NatsServer } from '@voxrail/testing';
import { startNatsServer, Stopwatch, until } from '@voxrail/testing';

import { connectMessageBus } from '../bus/connect-message-bus';
import type { MessageBus } from '../bus/message-bus';

const encoder = new TextEncoder();
const text = (data: Uint8Array | undefined): string | undefined =>
  data === undefined ? undefined : new TextDecoder().decode(data);

describe('a bucket of state', () => {
  let nats: NatsServer;
  let one: MessageBus;
  let other: MessageBus;

  beforeEach(async () => {
    nats = await startNatsServer();
    one = await connectMessageBus({ url: nats.url, name: 'one' });
    other = await connectMessageBus({ url: nats.url, name: 'other' });
  });

  afterEach(async () => {
    await Promise.all([one.close(), other.close()]);
    await nats.stop();
  });

  const options = { name: 'test', ttlMs: 120_000 };

  it('shows everybody what was written last, and that it was removed', async () => {
    const [mine, theirs] = [one.bucket(options), other.bucket(options)];
    expect(await theirs.read('a')).toBeUndefined();
    const first = await mine.write('a', encoder.encode('one'), 0);
    const entry = await theirs.read('a');
    expect([text(entry?.data), entry?.revision]).toEqual(['one', first]);
    const second = await theirs.write('a', encoder.encode('two'), first);
    expect(second).toBeGreaterThan(first);
    await mine.remove('a', second);
    const gone = await theirs.read('a');
    expect(gone?.data).toBeUndefined();
    const again = await theirs.write('a', encoder.encode('three'), gone?.revision ?? 0);
    expect(again).toBeGreaterThan(second);
  });

  it('refuses a write, and a removal, that does not follow the last one', async () => {
    const [mine, theirs] = [one.bucket(options), other.bucket(options)];
    const conflict = { code: 'conflict', retryable: true };
    const first = await mine.write('a', encoder.encode('one'), 0);
    await expect(theirs.write('a', encoder.encode('two'), 0)).rejects.toMatchObject(conflict);
    await theirs.write('a', encoder.encode('two'), first);
    await expect(mine.write('a', encoder.encode('x'), first)).rejects.toMatchObject(conflict);
    await expect(mine.remove('a', first)).rejects.toMatchObject(conflict);
    expect(text((await mine.read('a'))?.data)).toBe('two');
  });

  it('forgets what is not written again', async () => {
    const bucket = one.bucket({ name: 'short', ttlMs: 1_000 });
    await bucket.write('a', encoder.encode('one'), 0);
    await until(async () => (await bucket.read('a')) === undefined, 10_000, 'expiry');
  });

  it('is empty, and there, after the server was restarted', async () => {
    const bucket = one.bucket(options);
    const before = await bucket.write('a', encoder.encode('one'), 0);
    await nats.kill();
    await expect(bucket.read('a')).rejects.toMatchObject({ retryable: true });
    nats = await startNatsServer({ port: nats.port });
    await until(() => one.connected, 10_000, 'the connection');
    expect(await bucket.read('a')).toBeUndefined();
    await expect(bucket.write('a', encoder.encode('two'), before)).rejects.toMatchObject({
      code: 'conflict',
    });
    await bucket.write('a', encoder.encode('two'), 0);
    expect(text((await bucket.read('a'))?.data)).toBe('two');
  });

  it('says at once that there is no server', async () => {
    const bucket = one.bucket(options);
    await nats.stop();
    await until(() => !one.connected, 10_000, 'the loss');
    await expect(bucket.read('a')).rejects.toMatchObject({ code: 'disconnected' });
  });
});

describe('a request', () => {
  let nats: NatsServer;
  let one: MessageBus;
  let other: MessageBus;

  beforeAll(async () => {
    nats = await startNatsServer();
    one = await connectMessageBus({ url: nats.url, name: 'one' });
    other = await connectMessageBus({ url: nats.url, name: 'other' });
  });

  afterAll(async () => {
    await Promise.all([one.close(), other.close()]);
    await nats.stop();
  });

  it('is answered by whoever listens', async () => {
    const subscription = other.subscribe('greet', (data, _subject, respond) => {
      respond?.(encoder.encode(`hello ${text(data) ?? ''}`));
    });
    await other.flush();
    expect(text(await one.request('greet', encoder.encode('Ada'), 10_000))).toBe('hello Ada');
    subscription.unsubscribe();
  });

  it('fails at once where nobody listens, and at its deadline where nobody answers', async () => {
    const stopwatch = Stopwatch.start();
    await expect(one.request('nobody', encoder.encode(''), 5_000)).rejects.toMatchObject({
      code: 'no_responders',
    });
    expect(stopwatch.stop()).toBeLessThan(1_000);
    const subscription = other.subscribe('silent', () => undefined);
    await other.flush();
    await expect(one.request('silent', encoder.encode(''), 50)).rejects.toMatchObject({
      code: 'timeout',
    });
    subscription.unsubscribe();
  });
});
