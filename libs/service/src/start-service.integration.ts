import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { ControlClient, connectMessageBus } from '@voxrail/messaging';
import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { freePort, startNatsServer, startProgram, Stopwatch, until } from '@voxrail/testing';

const PROGRAM = 'libs/testing/src/programs/example-service.js';
const EXAMPLE = 'EXAMPLE_BEHAVIOUR';
const NATS = 'VOXRAIL_NATS_URL';

describe('a service', () => {
  let server: NatsServer;
  const started: ServiceProcess[] = [];

  async function start(
    env: Readonly<Record<string, string>>,
    waitFor: 'ready' | 'listening' = 'ready',
  ): Promise<ServiceProcess> {
    const service = await startProgram(PROGRAM, { [NATS]: server.url, ...env }, { waitFor });
    started.push(service);
    return service;
  }

  async function waitingFor(service: ServiceProcess): Promise<string> {
    return (await service.get('/ready')).body;
  }

  beforeAll(async () => {
    server = await startNatsServer();
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map(async (service) => service.stop()));
  });

  afterAll(async () => {
    await server.stop();
  });

  it('says when it is ready and where, and answers on its internal port', async () => {
    const service = await start({});
    expect(await service.get('/ready')).toEqual({
      status: 200,
      body: '{"ready":true,"waiting_for":[]}',
    });
    const health = await service.get('/health');
    expect([health.status, JSON.parse(health.body)]).toEqual([
      200,
      { status: 'healthy', triton: null, nats: 'up', active_sessions: 0, gpu_memory_free: null },
    ]);
    const { status, body } = await service.get('/metrics');
    expect(status).toBe(200);
    expect(body).toContain('voice_agent_active_sessions{service="gateway"} 0');
    expect((await service.get('/secrets')).status).toBe(404);
    expect(service.output).toEqual([]);
  });

  it('listens for clients on a port apart from the internal one', async () => {
    const service = await start({ [EXAMPLE]: 'public' });
    const home = `http://127.0.0.1:${service.publicPort}`;
    expect(await (await fetch(home)).text()).toBe('public');
    for (const path of ['/health', '/ready', '/metrics']) {
      expect((await fetch(`${home}${path}`)).status).toBe(404);
    }
    expect((await service.get('/')).status).toBe(404);
  });

  it('ends at once also while a client keeps its connection open', async () => {
    const service = await start({ [EXAMPLE]: 'public' });
    const client = connect(service.publicPort, '127.0.0.1');
    await new Promise<void>((resolve) => client.once('connect', resolve));
    const closed = new Promise<void>((resolve) =>
      client.once('close', () => {
        resolve();
      }),
    );
    expect(await service.stop()).toBe(0);
    await closed;
    expect(service.log.map(({ msg }) => msg)).not.toContain('a shutdown phase overran its time');
  });

  it('needs no NATS when it is not on it', async () => {
    const service = await start({ [EXAMPLE]: 'alone', [NATS]: 'nats://127.0.0.1:1' });
    expect(JSON.parse((await service.get('/health')).body)).toMatchObject({ nats: null });
  });

  it('starts without NATS, waits for it, and follows its going and coming', async () => {
    const port = await freePort();
    const service = await start({ [NATS]: `nats://127.0.0.1:${port}` }, 'listening');
    expect(await waitingFor(service)).toBe('{"ready":false,"waiting_for":["nats"]}');
    expect(JSON.parse((await service.get('/health')).body)).toMatchObject({
      status: 'unhealthy',
      nats: 'down',
    });
    const isReady = async (): Promise<boolean> => (await service.get('/ready')).status === 200;

    const first = await startNatsServer({ port });
    await until(isReady, 10_000, 'ready with NATS');
    await first.kill();
    await until(async () => !(await isReady()), 10_000, 'not ready without NATS');
    const second = await startNatsServer({ port });
    await until(isReady, 10_000, 'ready again');
    expect((await service.get('/metrics')).body).toMatch(/nats_reconnects_total\{[^}]*\} 1/);
    expect(await service.stop()).toBe(0);
    await second.stop();
  });

  it('goes on after messages that nobody can read', async () => {
    const service = await start({});
    const endpoint = { url: server.url, name: 'test' };
    const [bus, control] = [await connectMessageBus(endpoint), new ControlClient(endpoint)];
    for (const text of ['', 'no JSON', 'null', '[]', '{"id":{},"pattern":[],"data":1}']) {
      bus.publish('example.ask', new TextEncoder().encode(text));
    }
    await bus.flush();
    expect(await control.request('example.ask', {}, 10_000)).toEqual({ answered: true });
    expect((await service.get('/metrics')).body).toMatch(
      /frames_dropped_total\{reason="malformed_control"[^}]*\} 4/,
    );
    await Promise.all([bus.close(), control.close()]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s', async (signal) => {
    const service = await start({});
    service.signal(signal);
    expect(await service.ended).toBe(0);
  });

  it('ends with 0 also without NATS', async () => {
    const service = await start({ [NATS]: 'nats://127.0.0.1:1' }, 'listening');
    expect(await service.stop()).toBe(0);
  });

  it('ends within 4 s when everything in it hangs, however often it is told to', async () => {
    const service = await start({ [EXAMPLE]: 'hangs' });
    const stopwatch = Stopwatch.start();
    service.signal('SIGTERM');
    await until(async () => (await waitingFor(service)).includes('shutdown'), 10_000);
    service.signal('SIGTERM');
    service.signal('SIGINT');
    expect(await service.ended).toBe(0);
    expect(stopwatch.stop()).toBeLessThan(4_000);
    const overran = service.log.filter(({ msg }) => msg === 'a shutdown phase overran its time');
    expect(overran.map((line) => line['phase'])).toEqual(['drain', 'close']);
  });

  it.each([
    ['SIGUSR2', 'thrown where nobody catches'],
    ['SIGHUP', 'rejected where nobody catches'],
  ] as const)('ends with 1 after an error that nobody caught (%s)', async (signal, message) => {
    const service = await start({});
    service.signal(signal);
    expect(await service.ended).toBe(1);
    const last = service.log.at(-1);
    expect(last).toMatchObject({ level: 'fatal', err: { type: 'Error' } });
    expect(JSON.stringify(last)).toContain('example-service.js');
    // It may hold what somebody said.
    expect(JSON.stringify(last)).not.toContain(message);
  });

  it('does not start with a setting it cannot use, and names it in one line', async () => {
    await expect(start({ VOXRAIL_INTERNAL_PORT: 'high' })).rejects.toThrow(
      /ended with 1\nVOXRAIL_INTERNAL_PORT must be an integer number$/,
    );
  });

  it('does not start on a port that is taken, and names it and its setting in one line', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    await expect(start({ VOXRAIL_INTERNAL_PORT: `${port}` })).rejects.toThrow(
      `ended with 1\ngateway: 127.0.0.1:${port} is in use; choose another with VOXRAIL_INTERNAL_PORT`,
    );
    await expect(start({ [EXAMPLE]: 'public', VOXRAIL_PORT: `${port}` })).rejects.toThrow(
      `gateway: 127.0.0.1:${port} is in use; choose another with VOXRAIL_PORT`,
    );
    taken.close();
  });

  it('does not start when its module cannot be made, and logs why', async () => {
    await expect(start({ [EXAMPLE]: 'fails' })).rejects.toThrow(
      /ended with 1\n(.*\n)*.*the example fails/,
    );
  });
});
