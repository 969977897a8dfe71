import { connectMessageBus } from '@voxrail/messaging';

import { startNatsServer } from './nats-server';

describe('startNatsServer', () => {
  it('starts two servers that know nothing of each other, and ends them', async () => {
    const [one, other] = await Promise.all([startNatsServer(), startNatsServer()]);
    expect(one.port).not.toBe(other.port);
    const bus = await connectMessageBus({ url: one.url, name: 'test' });
    expect(bus.connected).toBe(true);
    await bus.close();
    await Promise.all([one.stop(), other.stop()]);
    expect(() => process.kill(one.pid, 0)).toThrow();
    expect(() => process.kill(other.pid, 0)).toThrow();
  });
});
