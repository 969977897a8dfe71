import type { NatsServer, ServiceProcess } from '@voxrail/testing';
import { startNatsServer } from '@voxrail/testing';

import { sessionsOf, startGateway } from '../../testing/gateway-stack';
import type { RestAnswer } from './testing/rest-caller';
import { RestCaller } from './testing/rest-caller';

const LISTED = 'https://app.example.org';

const UNLISTED = [
  'https://evil.example',
  'https://app.example.org.evil.example',
  'http://app.example.org',
  'null',
  '*',
];

const PREFLIGHT = {
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type',
};

describe('REST for pages of other origins', () => {
  let nats: NatsServer;
  let gateway: ServiceProcess;
  let rest: RestCaller;

  beforeAll(async () => {
    nats = await startNatsServer();
    gateway = await startGateway(nats.url, {
      VOXRAIL_ALLOWED_ORIGINS: `https://other.example.org, ${LISTED}`,
    });
    rest = new RestCaller(gateway.publicPort);
  });

  afterAll(async () => {
    await gateway.stop();
    await nats.stop();
  });

  function corsHeaders({ headers }: RestAnswer): Record<string, string> {
    return Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));
  }

  const NAMED = {
    'access-control-allow-origin': LISTED,
    'access-control-expose-headers': 'Retry-After',
  };

  it('answers the browser’s question for a page that the settings name, before any credentials', async () => {
    const headers = { origin: LISTED, ...PREFLIGHT };
    for (const path of ['/v1/sessions', '/v1/sessions/any/status', '/v1/sessions/any/tools']) {
      const answer = await rest.call('OPTIONS', path, { headers });
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect(corsHeaders(answer)).toEqual({
        ...NAMED,
        'access-control-allow-methods': 'GET, POST, DELETE',
        'access-control-allow-headers': 'Authorization, Content-Type',
        'access-control-max-age': '7200',
      });
      expect(answer.headers.get('vary')).toBe('Origin');
    }
    expect(await sessionsOf(gateway)).toBe(0);
  });

  it('lets such a page read what it is answered, errors among them', async () => {
    const headers = { origin: LISTED };
    const made = await rest.post('/v1/sessions', { headers }, {});
    expect([made.status, corsHeaders(made)]).toEqual([201, NAMED]);
    const [path, token] = [`/v1/sessions/${String(made.body['session_id'])}`, made.body['token']];
    const credentials = { headers, token: String(token) };
    const answers = [
      [await rest.get(`${path}/status`, credentials), 200],
      [await rest.get(`${path}/status`, { headers }), 401],
      [await rest.post('/v1/sessions', { headers }, '{"voice":'), 400],
      [await rest.post('/v1/sessions', { headers, token: 'abc' }), 401],
      [await rest.get('/v1/nothing', { headers }), 404],
      [await rest.delete(path, credentials), 204],
    ] as const;
    for (const [answer, status] of answers) {
      expect([answer.status, corsHeaders(answer)]).toEqual([status, NAMED]);
    }
  });

  it.each(UNLISTED)('gives a page of %s no such header and no session', async (origin) => {
    const asked = await rest.call('OPTIONS', '/v1/sessions', { headers: { origin, ...PREFLIGHT } });
    const made = await rest.post('/v1/sessions', { headers: { origin } }, {});
    for (const answer of [asked, made]) {
      expect([answer.status, answer.code, corsHeaders(answer)]).toEqual([403, 'forbidden', {}]);
      expect(answer.headers.get('vary')).toBe('Origin');
    }
    expect(await sessionsOf(gateway)).toBe(0);
  });

  it('says nothing of the kind to programs, which send no origin', async () => {
    const made = await rest.post('/v1/sessions', {}, {});
    expect([made.status, corsHeaders(made)]).toEqual([201, {}]);
    await rest.delete(`/v1/sessions/${String(made.body['session_id'])}`, {
      token: String(made.body['token']),
    });
    const { status } = await rest.call('OPTIONS', '/v1/sessions', {});
    expect(status).toBe(404);
  });

  it('never lets a browser add credentials by itself', async () => {
    const answer = await rest.call('OPTIONS', '/v1/sessions', {
      headers: { origin: LISTED, ...PREFLIGHT },
    });
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
  });
});
