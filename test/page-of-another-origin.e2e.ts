import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { startNatsServer, startService } from '@voxrail/testing';

import type { ConsoleBrowser } from './support/browser';
import { openPage } from './support/browser';

interface PageServer {
  readonly origin: string;
  readonly server: Server;
}

/** A page with nothing in it, of an origin of its own. */
async function servePage(): Promise<PageServer> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>A page</title><link rel="icon" href="data:,">');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, server };
}

/** What a page would do without a library: make a session, ask for its state, end it. */
const WHOLE_LIFE = `async (url) => {
  const made = await fetch(url + '/v1/sessions', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}',
  });
  const { session_id, token } = await made.json();
  const headers = { authorization: 'Bearer ' + token };
  const status = await fetch(url + '/v1/sessions/' + session_id + '/status', { headers });
  const { state } = await status.json();
  const ended = await fetch(url + '/v1/sessions/' + session_id, { method: 'DELETE', headers });
  return [made.status, status.status, state, ended.status];
}`;

const OPEN_STREAM = `(url) => new Promise((resolve) => {
  const socket = new WebSocket(url.replace('http', 'ws') + '/socket.io/?EIO=4&transport=websocket');
  socket.onopen = () => { socket.close(); resolve('open'); };
  socket.onerror = () => resolve('refused');
})`;

describe('a page of another origin, in a browser', () => {
  let nats: NatsServer;
  let gateway: ServiceProcess;
  let [listed, unlisted]: PageServer[] = [];
  let browser: ConsoleBrowser | undefined;

  beforeAll(async () => {
    [listed, unlisted] = [await servePage(), await servePage()];
    nats = await startNatsServer();
    gateway = await startService('gateway', {
      VOXRAIL_NATS_URL: nats.url,
      VOXRAIL_ALLOWED_ORIGINS: listed.origin,
    });
  });

  afterAll(async () => {
    await browser?.close();
    await gateway.stop();
    await nats.stop();
    for (const page of [listed, unlisted]) page?.server.close();
  });

  async function on(page: PageServer | undefined, program: string): Promise<unknown> {
    const address = page?.origin ?? '';
    if (browser === undefined) {
      browser = await openPage(address, 'refused', 'no-user-gesture-required');
    } else await browser.page.goto(address);
    const url = `http://127.0.0.1:${gateway.publicPort}`;
    return browser.page.evaluate(`(${program})(${JSON.stringify(url)})`);
  }

  it('makes, reads and ends a session, and opens a stream, where the settings name it', async () => {
    expect(await on(listed, WHOLE_LIFE)).toEqual([201, 200, 'created', 204]);
    expect(await on(listed, OPEN_STREAM)).toBe('open');
    expect(browser?.errors).toEqual([]);
  });

  it('can do none of that where they do not', async () => {
    await expect(on(unlisted, WHOLE_LIFE)).rejects.toThrow('Failed to fetch');
    expect(await on(unlisted, OPEN_STREAM)).toBe('refused');
    const { body } = await gateway.get('/health');
    expect(JSON.parse(body)).toMatchObject({ active_sessions: 0 });
  });
});
