import { until } from '@voxrail/testing';

import type { GatewayStack } from '../../testing/gateway-stack';
import { startGatewayStack } from '../../testing/gateway-stack';
import { SocketIoCaller } from '../../testing/socket-io-caller';
import { TcpClient } from '../../testing/tcp-client';
import { openTcpSocketIo, SOCKET_IO_TARGET } from '../../testing/tcp-stream';
import type { FrameParts } from '../../testing/web-socket-frame';
import { OPCODE } from '../../testing/web-socket-frame';

const { continuation, text, binary } = OPCODE;

function packet(payload: string): FrameParts {
  return { opcode: text, payload };
}

function audio(attachments: number, index = 0): FrameParts {
  return packet(`45${attachments}-["audio_chunk",{"_placeholder":true,"num":${index}}]`);
}

const ATTACHMENT: FrameParts = { opcode: binary, payload: Buffer.alloc(640) };

type Row = readonly [what: string, frames: readonly FrameParts[]];

const CLOSED: readonly Row[] = [
  ['11 attachments', [audio(11)]],
  ['no attachment', [audio(0)]],
  ['a negative number of attachments', [audio(-1)]],
  ['an attachment with the index 999', [audio(1, 999), ATTACHMENT]],
  ['an attachment with a negative index', [audio(1, -1), ATTACHMENT]],
  ['text where an attachment has to come', [audio(1), packet('42["control",{"action":"mute"}]')]],
  ['an attachment of no packet', [ATTACHMENT]],
  ['a packet of a type that there is not', [packet('49')]],
  ['a packet that is no JSON', [packet('42["control"')]],
  ['an event with a reserved name', [packet('42["disconnect"]')]],
  ['an event without a name', [packet('42[{}]')]],
  ['65,537 bytes', [packet(`42["text",{"text":"${'x'.repeat(65_537)}"}]`)]],
  [
    '16,000 fragments without an end',
    [
      { opcode: text, payload: '4', fin: false },
      ...Array<FrameParts>(15_999).fill({ opcode: continuation, payload: 'x', fin: false }),
    ],
  ],
  ['a reserved bit', [{ ...packet('42["control",{"action":"mute"}]'), rsv: 4 }]],
  ['a reserved opcode', [{ opcode: 3, payload: 'x' }]],
  ['an unmasked frame', [{ ...packet('42["control",{"action":"mute"}]'), masked: false }]],
  ['no UTF-8', [{ opcode: text, payload: Buffer.from([0x34, 0x32, 0xff]) }]],
  ['an Engine.IO ping, which is the server’s to send', [packet('2')]],
  ['2,000 acknowledgements of nothing', Array<FrameParts>(2_000).fill(packet('43[]'))],
  [
    'a flood of WebSocket pings',
    Array<FrameParts>(200).fill({ opcode: OPCODE.ping, payload: 'x' }),
  ],
];

describe('Socket.IO packets', () => {
  let stack: GatewayStack;
  let neighbour: SocketIoCaller;

  beforeAll(async () => {
    stack = await startGatewayStack();
    neighbour = await new SocketIoCaller(stack.gateway.publicPort).opened();
  });

  afterAll(async () => {
    neighbour.close();
    await stack.stop();
  });

  it.each(CLOSED)('end the connection: %s', async (_what, frames) => {
    const { client } = await openTcpSocketIo(stack.gateway.publicPort);
    client.send(...frames);
    await client.gone();
  });

  it('end a connection that asks twice to connect, with one session at most', async () => {
    const client = await TcpClient.upgrade(stack.gateway.publicPort, SOCKET_IO_TARGET);
    client.send(packet('40{}'), packet('40{}'), packet('40{}'));
    await client.gone();
  });

  it('do not name another namespace', async () => {
    const client = await TcpClient.upgrade(stack.gateway.publicPort, SOCKET_IO_TARGET);
    client.send(packet('40/admin,{}'));
    const refused = await until(() => client.texts.find((said) => said.startsWith('44')), 10_000);
    expect(refused).toContain('Invalid namespace');
    client.destroy();
  });

  it('end a client that answers no ping, within 17 s', async () => {
    const { client } = await openTcpSocketIo(stack.gateway.publicPort);
    // Engine.IO's pings are text; nobody here answers them.
    await client.gone(17_000);
  });

  it('have disturbed nobody', async () => {
    neighbour.send('text', { text: 'hello' });
    await until(() => neighbour.audioTurns.length > 0, 10_000, 'an answer');
    expect(neighbour.all('error')).toEqual([]);
  });
});
