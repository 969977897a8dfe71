import type { HeldMemory } from '@voxrail/testing';
import { brokerSubjects, INSPECTABLE, ProcessInspector, until } from '@voxrail/testing';

import type { GatewayStack } from '../testing/gateway-stack';
import { startGatewayStack } from '../testing/gateway-stack';
import { released } from '../testing/held-sessions';
import type { TcpStream } from '../testing/tcp-stream';
import { openTcpSocketIo, openTcpStream } from '../testing/tcp-stream';
import type { TestTransport } from '../testing/transports';
import { TRANSPORTS } from '../testing/transports';
import { encodeWebSocketFrame, OPCODE } from '../testing/web-socket-frame';

jest.setTimeout(180_000);

const BYTES_PER_MB = 1_048_576;

/** Code is compiled and pools fill in the first of them. */
const WARM_UP_CYCLES = 500;
const CYCLES = 500;
const LANES = 16;
const GROWTH_AT_MOST = 0.05;

const OVERSIZED = encodeWebSocketFrame({ opcode: OPCODE.binary, payload: Buffer.alloc(65_537) });

/** What a limit of fragments stops at the 65th. */
const FRAGMENTS = Buffer.concat([
  encodeWebSocketFrame({ opcode: OPCODE.text, payload: '4', fin: false }),
  ...Array<Buffer>(15_999).fill(
    encodeWebSocketFrame({ opcode: OPCODE.continuation, payload: 'x', fin: false }),
  ),
]);

/** Messages a round. The first round is for what is compiled and pooled. */
const TRIES = 20;
const ROUNDS = 3;

/** Items 19 and 20 of the security checklist, and what is left of connections that are over. */
describe('the memory of a gateway', () => {
  let stack: GatewayStack;
  let inspector: ProcessInspector;

  beforeAll(async () => {
    stack = await startGatewayStack({
      ...INSPECTABLE,
      VOXRAIL_RECONNECT_GRACE_MS: '200',
      VOXRAIL_HANDSHAKES_PER_SECOND_FROM_LOOPBACK: '10000',
    });
    inspector = await ProcessInspector.open(stack.gateway.output.join('\n'));
  });

  afterAll(async () => {
    inspector.close();
    await stack.stop();
  });

  /** Handles and timers of the gateway, and subscriptions of everybody. */
  async function resources(): Promise<number[]> {
    const kinds = (await inspector.evaluate('process.getActiveResourcesInfo()')) as string[];
    const timers = kinds.filter((kind) => kind === 'Timeout').length;
    const subjects = await brokerSubjects(stack.nats.monitorPort);
    return [timers, kinds.length - timers, subjects.length];
  }

  async function comeAndGo(transport: TestTransport, index: number): Promise<void> {
    const caller = await transport.connect(stack.gateway.publicPort, { modalities: ['text'] });
    await caller.opened();
    if (index % 4 === 0) caller.vanish();
    else caller.close();
  }

  async function cycles(count: number): Promise<void> {
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let index = next; index < count; index = next) {
        next += 1;
        const transport = TRANSPORTS[index % TRANSPORTS.length];
        if (transport !== undefined) await comeAndGo(transport, index);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    await released(stack);
  }

  it(`is after ${CYCLES} connections what it was before, as are handles, timers and subscriptions`, async () => {
    await cycles(WARM_UP_CYCLES);
    const held = await resources();
    let growth = Infinity;
    // What is kept grows in every round; code that is compiled late does not.
    for (let round = 0; round < ROUNDS && growth > GROWTH_AT_MOST; round += 1) {
      const before = await inspector.memory();
      await cycles(CYCLES);
      const after = await inspector.memory();
      growth = after.heap / before.heap - 1;
    }
    expect(growth).toBeLessThanOrEqual(GROWTH_AT_MOST);
    // HTTP connections that are kept for further requests close by themselves.
    await until(
      async () => (await resources()).every((count, index) => count <= (held[index] ?? 0)),
      20_000,
      'as few handles, timers and subscriptions as before',
    );
  });

  /**
   * What each round of `TRIES` connections on which these frames came leaves, at the least: memory that
   * is kept grows in every round, and pages that V8 takes meanwhile do not.
   */
  async function growthBy(
    open: (publicPort: number) => Promise<TcpStream>,
    frames: Buffer,
  ): Promise<Pick<HeldMemory, 'resident' | 'heap'>> {
    const send = async (): Promise<void> => {
      const { client } = await open(stack.gateway.publicPort);
      client.write(frames);
      await client.gone();
    };
    const least = { resident: Infinity, heap: Infinity };
    let before: HeldMemory | undefined;
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (let count = 0; count < TRIES; count += 1) await send();
      const after = await inspector.memory();
      if (before !== undefined) {
        least.resident = Math.min(least.resident, after.resident - before.resident);
        const heap = after.heap + after.external - (before.heap + before.external);
        least.heap = Math.min(least.heap, heap);
      }
      before = after;
    }
    return least;
  }

  it.each([
    ['Socket.IO', openTcpSocketIo],
    ['raw WebSocket', openTcpStream],
  ] as const)('does not grow by 65,537 bytes in a message (19), over %s', async (_name, open) => {
    const { resident, heap } = await growthBy(open, OVERSIZED);
    expect(resident).toBeLessThan(BYTES_PER_MB);
    expect(heap).toBeLessThan(0.2 * BYTES_PER_MB);
  });

  it.each([
    ['Socket.IO', openTcpSocketIo],
    ['raw WebSocket', openTcpStream],
  ] as const)('does not grow by 16,000 fragments (20), over %s', async (_name, open) => {
    const { heap } = await growthBy(open, FRAGMENTS);
    expect(heap).toBeLessThan(0.2 * BYTES_PER_MB);
  });
});
