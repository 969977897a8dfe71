import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';

jest.setTimeout(120_000);

describe('the gateways of one start, in development mode', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await startStack({ models: 'synthetic', replicas: 2 });
  });

  afterAll(async () => {
    await stack.stop();
  });

  async function statusAt(gateway: number, sid: string, token: string): Promise<number> {
    const url = stack.stack.gatewayUrls[gateway] ?? '';
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${url}/v1/sessions/${sid}/status`, { headers })).status;
  }

  it('share a secret that is made up, so that each takes the tokens of the other', async () => {
    const made = await fetch(`${stack.gatewayUrl}/v1/sessions`, { method: 'POST' });
    expect(made.status).toBe(201);
    const { session_id, token } = (await made.json()) as { session_id: string; token: string };
    expect(await statusAt(0, session_id, token)).toBe(200);
    expect([200, 404]).toContain(await statusAt(1, session_id, token));
    expect(await statusAt(1, session_id, `${token.slice(0, -4)}AAAA`)).toBe(401);
  });

  it('have another secret at the next start', async () => {
    const made = await fetch(`${stack.gatewayUrl}/v1/sessions`, { method: 'POST' });
    const { session_id, token } = (await made.json()) as { session_id: string; token: string };
    await stack.stop();
    stack = await startStack({ models: 'synthetic' });
    expect(await statusAt(0, session_id, token)).toBe(401);
  });
});
