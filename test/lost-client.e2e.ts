import { join } from 'node:path';

import { readWav } from '@voxrail/audio';
import { Stopwatch, until } from '@voxrail/testing';

import { createSession } from '../apps/gateway/src/testing/sessions-over-http';
import { SocketIoCaller } from '../apps/gateway/src/testing/socket-io-caller';
import { say } from '../apps/gateway/src/testing/spoken-question';
import type { TestCaller } from '../apps/gateway/src/testing/test-caller';
import { WebSocketCaller } from '../apps/gateway/src/testing/web-socket-caller';
import type { HeldResources } from './support/resources';
import { readActiveSessions, readHeldResources, untilReleased } from './support/resources';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';

const RECORDING = join(__dirname, '..', 'assets', 'recordings', 'go-forward-ten-meters.wav');

const SAMPLES_PER_MS = 16;

/** Between "forward" and "ten", without a pause in between. */
const CUT_SAMPLES = 1_200 * SAMPLES_PER_MS;

const GRACE_MS = 3_000;
const WAIT_MS = 15_000;
const SILENCE = new Int16Array(800 * SAMPLES_PER_MS);

interface Transport {
  readonly name: string;
  open(sid: string, token: string): Promise<TestCaller>;
}

describe('a client that is lost in the middle of what it says', () => {
  let stack: RunningStack;
  let before: HeldResources;
  const callers: TestCaller[] = [];
  const { samples } = readWav(RECORDING);

  beforeAll(async () => {
    stack = await startStack({
      models: 'embedded',
      env: { VOXRAIL_RECONNECT_GRACE_MS: String(GRACE_MS) },
    });
    before = await readHeldResources(stack);
  }, 90_000);

  afterEach(async () => {
    for (const caller of callers.splice(0)) caller.close();
    await untilReleased(stack, before, 2_000);
  });

  afterAll(async () => {
    await stack.stop();
  });

  const TRANSPORTS: readonly Transport[] = [
    {
      name: 'Socket.IO',
      open: async (_sid, token) => kept(new SocketIoCaller(stack.ports.gateway, { token })),
    },
    {
      name: 'a raw WebSocket',
      open: async (sid, token) =>
        kept(new WebSocketCaller({ publicPort: stack.ports.gateway, sid, token })),
    },
  ];

  async function kept(caller: TestCaller): Promise<TestCaller> {
    callers.push(caller);
    return caller.opened();
  }

  async function statusOf(sid: string, token: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${stack.gatewayUrl}/v1/sessions/${sid}/status`, { headers });
    const { state } = (await answer.json()) as { readonly state?: unknown };
    return answer.status === 200 ? state : answer.status;
  }

  async function heldByServices(): Promise<number[]> {
    const services = stack.stack.services.filter(({ service }) => service !== 'model-server');
    return Promise.all(services.map(async ({ internalPort }) => readActiveSessions(internalPort)));
  }

  async function beginsToSpeak(
    transport: Transport,
  ): Promise<{ readonly caller: TestCaller; readonly sid: string; readonly token: string }> {
    const { sid, token = '' } = await createSession(stack.ports.gateway, {});
    const caller = await transport.open(sid, token);
    await say(caller, samples.subarray(0, CUT_SAMPLES));
    await caller.next('user_speech');
    return { caller, sid, token };
  }

  function finals(...all: readonly TestCaller[]): string[] {
    const transcripts = all.flatMap((caller) => caller.all('transcript'));
    return transcripts.filter(({ is_final }) => is_final).map(({ text }) => text);
  }

  async function answered(caller: TestCaller): Promise<{ text: string; heard: string }> {
    const whole = (): { text: string; heard: string } | undefined =>
      caller
        .all('agent_text')
        .flatMap((text) => ('heard' in text ? [text] : []))
        .at(-1);
    await until(
      () => caller.all('turn_metrics').at(-1)?.interrupted === false,
      WAIT_MS,
      'an answer',
    );
    return until(whole, WAIT_MS, 'what was said');
  }

  it.each(TRANSPORTS)(
    'over $name goes on with its sentence, of which no word is lost or doubled',
    async (transport) => {
      const { caller: lost, sid, token } = await beginsToSpeak(transport);
      lost.vanish();
      await pause(200);
      const again = await transport.open(sid, token);
      expect(await again.next('connected')).toMatchObject({ session_id: sid, resumed: true });
      await say(again, samples.subarray(CUT_SAMPLES));
      await say(again, SILENCE);
      const { text } = await answered(again);
      const answers = again.all('agent_text').flatMap((said) => ('heard' in said ? [said] : []));
      // The dialogue of the embedded models repeats what it was told, and what had not been answered before:
      // where the machine is busy, some of the first answer is heard before the sentence goes on.
      const wasAnswered = answers.slice(0, -1).some(({ heard }) => heard !== '');
      expect(text).toBe(wasAnswered ? 'I heard: ten meters.' : 'I heard: go forward ten meters.');
      expect(finals(lost, again)).toEqual(['go forward', 'ten meters']);
    },
  );

  it.each(TRANSPORTS)(
    'over $name finds what it had said answered when it comes back',
    async (transport) => {
      const { caller: lost, sid, token } = await beginsToSpeak(transport);
      lost.vanish();
      await pause(GRACE_MS / 3);
      expect(await statusOf(sid, token)).toBe('reconnecting');
      const again = await transport.open(sid, token);
      const { text, heard } = await answered(again);
      expect([text, heard]).toEqual(['I heard: go forward.', text]);
      expect(finals(lost, again)).toEqual(['go forward']);
      expect(again.audioTurns.length).toBeGreaterThan(0);
    },
  );

  it.each(TRANSPORTS)(
    'over $name is waited for, and then nothing of its session is left',
    async (transport) => {
      const { caller: lost, sid, token } = await beginsToSpeak(transport);
      const held = await heldByServices();
      expect(held).toEqual([1, 1, 1, 1]);
      lost.vanish();
      const vanishedMs = performance.now();
      const sinceVanished = Stopwatch.start();
      await pause(GRACE_MS / 2);
      expect([await statusOf(sid, token), await heldByServices()]).toEqual(['reconnecting', held]);
      await until(
        async () => (await statusOf(sid, token)) === 404,
        15_000,
        'the end of the session',
      );
      expect(performance.now() - vanishedMs).toBeGreaterThan(GRACE_MS - 50);
      expect(sinceVanished.stop()).toBeLessThan(GRACE_MS + 1_000);
      await untilReleased(stack, before, 1_000);
      const late = new WebSocketCaller({ publicPort: stack.ports.gateway, sid, token });
      expect(await late.refused()).toBe(404);
    },
  );
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
