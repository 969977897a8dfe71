import type { SessionGrants } from './session-grants';
import { ANYTHING, GatewayBench } from './testing/gateway-bench';
import { RecordingClient } from './testing/recording-client';

const GRANTED: SessionGrants = { tools: null, maxDurationS: null, owner: 'key:web' };

describe('what an owner may do, taken back', () => {
  async function open(bench: GatewayBench, grants: SessionGrants): Promise<RecordingClient> {
    const sid = await bench.manager.create({}, grants);
    const client = new RecordingClient(bench.clock);
    const rail = await bench.manager.attach(sid, client);
    rail.start(client);
    bench.bus.deliver();
    return client;
  }

  it('ends his sessions, opened or not, and tells their clients', async () => {
    const bench = new GatewayBench();
    const client = await open(bench, GRANTED);
    await bench.manager.create({}, GRANTED);
    expect(bench.manager.count).toBe(2);
    bench.manager.revoke('key:web');
    expect(client.last('session_ending')).toMatchObject({ reason: 'expired' });
    await bench.pass(2_000);
    expect(bench.manager.count).toBe(0);
  });

  it('leaves everybody else alone', async () => {
    const bench = new GatewayBench();
    const client = await open(bench, ANYTHING);
    bench.manager.revoke('key:web');
    await bench.pass(2_000);
    expect(client.all('session_ending')).toEqual([]);
    expect(bench.manager.count).toBe(1);
  });
});
