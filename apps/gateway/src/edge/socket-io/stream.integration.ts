import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { startNatsServer, startService, Stopwatch, until } from '@voxrail/testing';

import { SocketIoCaller } from '../../testing/socket-io-caller';

describe('a gateway without rails', () => {
  let nats: NatsServer;
  let gateway: ServiceProcess;

  beforeAll(async () => {
    nats = await startNatsServer();
    gateway = await startService('gateway', { VOXRAIL_NATS_URL: nats.url });
  });

  afterAll(async () => {
    await gateway.stop();
    await nats.stop();
  });

  async function refusal(
    auth: Record<string, unknown>,
  ): Promise<{ code: unknown; message: string }> {
    const caller = new SocketIoCaller(gateway.publicPort, auth);
    const refused = await caller.refused();
    caller.close();
    return refused;
  }

  it('refuses a session at once and names the rail', async () => {
    const stopwatch = Stopwatch.start();
    const { code, message } = await refusal({});
    expect(code).toBe('rail_unavailable');
    expect(message).toMatch(/the (asr|llm|tts) rail has no worker/);
    expect(stopwatch.stop()).toBeLessThan(1_000);
  });

  it('refuses a configuration before it looks for workers, and names the field', async () => {
    expect(await refusal({ session: { voice: 7 } })).toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('session.voice') as unknown,
    });
    expect(await refusal({ session: { metadata: { note: 'x'.repeat(5_000) } } })).toEqual({
      code: 'bad_request',
      message: 'session.metadata is larger than 4 KiB',
    });
    expect(await refusal({ token: 5 })).toMatchObject({ code: 'bad_request' });
  });

  it('refuses credentials that are none, and closes the connection', async () => {
    const caller = new SocketIoCaller(gateway.publicPort, { token: 'abc' });
    expect(await caller.refused()).toMatchObject({ code: 'unauthorized' });
    await until(
      () => caller.socket.io.engine.readyState === 'closed',
      10_000,
      'the end of the connection',
    );
  });

  it('speaks WebSocket only', async () => {
    const url = `http://127.0.0.1:${gateway.publicPort}/socket.io/?EIO=4&transport=polling`;
    expect((await fetch(url)).status).toBe(400);
  });

  it('answers for its health on the internal port only', async () => {
    const { status, body } = await gateway.get('/health');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      status: 'healthy',
      triton: null,
      nats: 'up',
      active_sessions: 0,
      gpu_memory_free: null,
    });
    const metrics = await gateway.get('/metrics');
    for (const name of ['e2e_latency_seconds', 'bargein_seconds', 'sessions_total']) {
      expect(metrics.body).toContain(`voice_agent_${name}`);
    }
    for (const path of ['/health', '/ready', '/metrics']) {
      const response = await fetch(`http://127.0.0.1:${gateway.publicPort}${path}`);
      expect(response.status).toBe(404);
    }
  });

  it('is not ready while there is no broker, and again when it is back', async () => {
    const other = await startNatsServer();
    const own = await startService('gateway', { VOXRAIL_NATS_URL: other.url });
    await other.kill();
    await until(async () => (await own.get('/ready')).status === 503, 10_000, 'not ready');
    const caller = new SocketIoCaller(own.publicPort);
    expect(await caller.refused()).toMatchObject({ code: 'rail_unavailable' });
    const back = await startNatsServer({ port: other.port });
    await until(async () => (await own.get('/ready')).status === 200, 30_000, 'ready again');
    expect(await own.stop()).toBe(0);
    await back.stop();
  });
});
