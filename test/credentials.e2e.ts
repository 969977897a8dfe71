import { Stopwatch, until } from '@voxrail/testing';

import {
  SECRET,
  GOOD_CLAIMS,
  withSecret,
} from '../apps/gateway/src/edge/credentials/testing/token-maker';
import { SocketIoCaller } from '../apps/gateway/src/testing/socket-io-caller';
import type { TestCaller } from '../apps/gateway/src/testing/test-caller';
import { WebSocketCaller } from '../apps/gateway/src/testing/web-socket-caller';
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

/** Of a session token. Tokens are dated in whole seconds: one is good for up to a second less. */
const LIFE_S = 4;
const LIFE_MS = LIFE_S * 1_000;

/** Speaks for longer than a token lives. */
const STORY = 'Tell me a story #words=40 #tokens_per_second=6';

const EXPIRED = { reason: 'expired', reconnect: false };

describe('a token that ends in the middle of a call, in production mode', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await startStack({
      models: 'synthetic',
      env: {
        VOXRAIL_MODE: 'production',
        VOXRAIL_JWT_SECRET: SECRET,
        VOXRAIL_SESSION_TOKEN_LIFE_S: String(LIFE_S),
      },
    });
  });

  afterAll(async () => {
    await stack.stop();
  });

  /** What an integrator's service signs for one of its users; it ends before the session's own token. */
  function accountToken(): string {
    return withSecret({ ...GOOD_CLAIMS, exp: Math.floor(Date.now() / 1_000) + LIFE_S - 1 });
  }

  async function overSocketIo(): Promise<TestCaller> {
    return new SocketIoCaller(stack.ports.gateway, { token: accountToken(), session: {} }).opened();
  }

  async function overWebSocket(): Promise<TestCaller> {
    const made = await fetch(`${stack.gatewayUrl}/v1/sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accountToken()}` },
    });
    const { session_id: sid, token } = (await made.json()) as { session_id: string; token: string };
    return new WebSocketCaller({ publicPort: stack.ports.gateway, sid, token }).opened();
  }

  async function statusOf(sid: string, token: string): Promise<number> {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${stack.gatewayUrl}/v1/sessions/${sid}/status`, { headers })).status;
  }

  async function pauseUntil(timeOfDayMs: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, timeOfDayMs - Date.now()));
  }

  async function answering(caller: TestCaller): Promise<void> {
    const before = caller.audioTurns.length;
    caller.send('text', { text: STORY });
    await until(() => caller.audioTurns.length > before, LIFE_MS, 'an answer');
  }

  /** Not before its time, and within a second of it. */
  async function isCutOff(caller: TestCaller, closed: string, expiresAtMs: number): Promise<void> {
    let endedAtMs = Number.NaN;
    const ended = until(() => caller.all('session_ending')[0], 3 * LIFE_MS, 'the end').finally(
      () => {
        endedAtMs = Date.now();
      },
    );
    await pauseUntil(expiresAtMs);
    const late = Stopwatch.start();
    expect(await ended).toMatchObject(EXPIRED);
    expect(late.stop()).toBeLessThan(1_000);
    expect(endedAtMs).toBeGreaterThanOrEqual(expiresAtMs - 5);
    expect(await caller.gone()).toBe(closed);
  }

  async function isCutOffInTime(caller: TestCaller, closed: string): Promise<void> {
    const { session_id, token = '', expires_at = '' } = await caller.next('connected');
    await answering(caller);
    await isCutOff(caller, closed, Date.parse(expires_at));
    // The token is taken for 5 s more, for clocks differ; the session is gone.
    expect(await statusOf(session_id, token)).toBe(404);
  }

  async function isExtended(caller: TestCaller, closed: string): Promise<void> {
    const { session_id, expires_at = '' } = await caller.next('connected');
    const firstEndMs = Date.parse(expires_at);
    await pauseUntil(firstEndMs - LIFE_MS / 2);
    caller.send('refresh');
    const renewed = await caller.next('token');
    expect(Date.parse(renewed.expires_at)).toBeGreaterThan(firstEndMs);
    await answering(caller);
    await pauseUntil(firstEndMs + 200);
    expect(caller.disconnected).toBeUndefined();
    expect(await statusOf(session_id, renewed.token)).toBe(200);
    await isCutOff(caller, closed, Date.parse(renewed.expires_at));
  }

  it.each([
    ['Socket.IO', overSocketIo, 'io server disconnect'],
    ['a raw WebSocket', overWebSocket, '4401'],
  ])('ends the session over %s, and later once it was refreshed', async (_what, open, closed) => {
    const [left, refreshed] = [await open(), await open()];
    await Promise.all([isCutOffInTime(left, closed), isExtended(refreshed, closed)]);
  });
});
