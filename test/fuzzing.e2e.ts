import { openSockets, until } from '@voxrail/testing';
import type fc from 'fast-check';

import { joinTcpSocketIo, joinTcpStream } from '../apps/gateway/src/testing/tcp-stream';
import type { CreatedSession } from '../apps/gateway/src/testing/sessions-over-http';
import { createSession } from '../apps/gateway/src/testing/sessions-over-http';
import type { TcpClient } from '../apps/gateway/src/testing/tcp-client';
import { TRANSPORTS } from '../apps/gateway/src/testing/transports';
import { endlessly } from './support/fuzzing/endless-inputs';
import { attack } from './support/fuzzing/hostile-connection';
import { socketIoInput, webSocketInput } from './support/fuzzing/hostile-inputs';
import { Neighbour } from './support/fuzzing/neighbour';
import type { HeldResources } from './support/resources';
import { readHeldResources, untilReleased } from './support/resources';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';
import { logsOf } from './support/traces';

const INPUTS = 10_000;
const CONNECTIONS_AT_ONCE = 16;
const INPUTS_OF_A_CONNECTION = 40;

/** What the other side of a kept HTTP connection, or of a session that is lost, takes to go. */
const RELEASE_MS = 20_000;

const SETTINGS = {
  VOXRAIL_RECONNECT_GRACE_MS: '1000',
  VOXRAIL_CAPACITY: '256',
  VOXRAIL_HANDSHAKES_PER_SECOND_FROM_LOOPBACK: '10000',
  VOXRAIL_SYNTHETIC_TTS_MS_PER_CHARACTER: '10',
};

type Inputs = Iterator<Buffer, never>;

/** Another one each time, unless one is to be tried again: where something is found it is named. */
const SEED = Number(process.env['VOXRAIL_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

interface Target {
  readonly name: string;
  readonly input: fc.Arbitrary<Buffer>;
  readonly join: (publicPort: number, session: CreatedSession) => Promise<TcpClient>;
}

const TARGETS: readonly Target[] = [
  { name: 'Socket.IO', input: socketIoInput, join: joinTcpSocketIo },
  { name: 'raw WebSocket', input: webSocketInput, join: joinTcpStream },
];

describe(`ten thousand hostile messages and frames (VOXRAIL_FUZZ_SEED=${SEED})`, () => {
  let stack: RunningStack;
  let neighbours: Neighbour[];

  beforeAll(async () => {
    stack = await startStack({ models: 'synthetic', env: SETTINGS });
  }, 90_000);

  afterAll(async () => {
    await stack.stop();
  });

  function gatewayPid(): number {
    return stack.stack.pids['gateway'] ?? NaN;
  }

  /** What a process has logged as its own mistake, or has not logged any more. */
  function defects(): string[] {
    const lines = logsOf(stack).flatMap(({ content }) => content.toString().split('\n'));
    return lines
      .filter((line) => /"level":"(error|fatal)"/.test(line))
      .map((line) => line.slice(0, 1_000));
  }

  /** Goes on until enough has been sent, by all together; a session that has ended is followed by another. */
  async function keepOn(target: Target, inputs: Inputs, done: { sent: number }): Promise<void> {
    const port = stack.ports.gateway;
    let session: CreatedSession | undefined;
    while (done.sent < INPUTS) {
      const isNew = session === undefined;
      session ??= await createSession(port, { modalities: ['text'] });
      const client = await target.join(port, session).catch((error: unknown) => {
        if (isNew) throw error;
      });
      if (client === undefined) {
        session = undefined;
        continue;
      }
      const sent = await attack(client, inputs, INPUTS_OF_A_CONNECTION);
      done.sent += sent;
      const heard = client.texts.join('\n');
      for (const { nonce } of neighbours) expect(heard).not.toContain(nonce);
      if (heard.includes('session_ending')) session = undefined;
    }
  }

  it.each(TARGETS)(
    'over $name crash nothing, reach nobody else, and leave nothing behind',
    async (target) => {
      const before: HeldResources = await readHeldResources(stack);
      const socketsBefore = openSockets(gatewayPid());
      neighbours = await Promise.all(
        TRANSPORTS.map((transport) => Neighbour.join(transport, stack.ports.gateway)),
      );
      for (const neighbour of neighbours) neighbour.talk();
      const done = { sent: 0 };
      const inputs = endlessly(target.input, SEED);
      await Promise.all(
        Array.from({ length: CONNECTIONS_AT_ONCE }, async () => keepOn(target, inputs, done)),
      );
      await Promise.all(neighbours.map((neighbour) => neighbour.leave()));
      for (const neighbour of neighbours) {
        expect(neighbour.complaints(neighbours)).toEqual([]);
        expect(neighbour.turns).toBeGreaterThan(5);
      }
      expect(stack.failures).toEqual([]);
      expect(defects()).toEqual([]);
      await untilReleased(stack, before, RELEASE_MS);
      await until(() => openSockets(gatewayPid()) <= socketsBefore, RELEASE_MS, 'closed sockets');
    },
    240_000,
  );
});
