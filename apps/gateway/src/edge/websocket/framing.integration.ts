import { until } from '@voxrail/testing';

import type { GatewayStack } from '../../testing/gateway-stack';
import { startGatewayStack } from '../../testing/gateway-stack';
import { deleteSession } from '../../testing/sessions-over-http';
import type { TcpStream } from '../../testing/tcp-stream';
import { openTcpStream } from '../../testing/tcp-stream';
import type { FrameParts } from '../../testing/web-socket-frame';
import { closePayload, OPCODE } from '../../testing/web-socket-frame';
import { WebSocketCaller } from '../../testing/web-socket-caller';
import { TRANSPORTS } from '../../testing/transports';
import type { TestCaller } from '../../testing/test-caller';

const { continuation, text, binary, close, ping, pong } = OPCODE;

const MOST_BYTES = 65_536;
const UNMUTE = '{"type":"control","action":"unmute","event_id":"sent"}';
/** Answered by an error, so that it can be seen that the message has arrived as it was. */
const UNKNOWN = '{"type":"ünknown","event_id":"sent"}';

function bytes(...values: number[]): Buffer {
  return Buffer.from(values);
}

/** One message of `count` fragments. */
function fragments(payload: Buffer, count: number): FrameParts[] {
  const size = Math.ceil(payload.length / count);
  return Array.from({ length: count }, (_, at) => ({
    opcode: at === 0 ? text : continuation,
    payload: payload.subarray(at * size, (at + 1) * size),
    fin: at === count - 1,
  }));
}

/** JSON of exactly `length` bytes. */
function messageOf(length: number): string {
  const start = '{"type":"unknown","event_id":"sent","x":"';
  return `${start}${'x'.repeat(length - start.length - 2)}"}`;
}

type Row = readonly [what: string, frames: readonly FrameParts[]];

const TAKEN: readonly Row[] = [
  ['a text in one frame', [{ opcode: text, payload: UNKNOWN }]],
  ['a text of exactly 65,536 bytes', [{ opcode: text, payload: messageOf(MOST_BYTES) }]],
  [
    'a text of 126 bytes, the first with a length of its own',
    [{ opcode: text, payload: messageOf(126) }],
  ],
  ['a text in two fragments', fragments(Buffer.from(UNKNOWN), 2)],
  [
    'a text whose character is cut by a fragment',
    [
      { opcode: text, payload: Buffer.from(UNKNOWN).subarray(0, 10), fin: false },
      { opcode: continuation, payload: Buffer.from(UNKNOWN).subarray(10) },
    ],
  ],
  ['a text in 64 fragments', fragments(Buffer.from(messageOf(6_400)), 64)],
  [
    'a text with empty fragments',
    [
      { opcode: text, payload: '', fin: false },
      { opcode: continuation, payload: UNKNOWN, fin: false },
      { opcode: continuation, payload: '' },
    ],
  ],
  [
    'a text with a ping between its fragments',
    [
      { opcode: text, payload: UNKNOWN.slice(0, 8), fin: false },
      { opcode: ping, payload: 'between' },
      { opcode: continuation, payload: UNKNOWN.slice(8) },
    ],
  ],
  [
    'a text after a pong that nobody asked for',
    [{ opcode: pong }, { opcode: text, payload: UNKNOWN }],
  ],
  [
    'two texts in one segment',
    [
      { opcode: text, payload: UNMUTE },
      { opcode: text, payload: UNKNOWN },
    ],
  ],
  [
    'a text after binary audio that is no UTF-8',
    [
      { opcode: binary, payload: Buffer.alloc(640, 0xff) },
      { opcode: text, payload: UNKNOWN },
    ],
  ],
  [
    'a text after audio in fragments',
    [
      { opcode: binary, payload: Buffer.alloc(320), fin: false },
      { opcode: continuation, payload: Buffer.alloc(320) },
      { opcode: text, payload: UNKNOWN },
    ],
  ],
];

type ClosedRow = readonly [what: string, code: number, frames: readonly FrameParts[]];

const CLOSED: readonly ClosedRow[] = [
  ['a text of 65,537 bytes', 1009, [{ opcode: text, payload: messageOf(MOST_BYTES + 1) }]],
  [
    'a binary message of 65,537 bytes',
    1009,
    [{ opcode: binary, payload: Buffer.alloc(MOST_BYTES + 1) }],
  ],
  ['a header that says 65,537 bytes', 1009, [{ opcode: binary, claimedLength: 65_537n }]],
  ['a header that says 2 to the 62nd bytes', 1009, [{ opcode: binary, claimedLength: 1n << 62n }]],
  ['fragments of 65,537 bytes together', 1009, fragments(Buffer.alloc(MOST_BYTES + 1, 0x20), 3)],
  ['a text in 65 fragments', 1008, fragments(Buffer.from(messageOf(6_500)), 65)],
  [
    '16,000 fragments of one byte without an end',
    1008,
    [
      { opcode: text, payload: 'x', fin: false },
      ...Array<FrameParts>(15_999).fill({ opcode: continuation, payload: 'x', fin: false }),
    ],
  ],
  [
    '65 empty fragments',
    1008,
    [
      { opcode: text, fin: false },
      ...Array<FrameParts>(65).fill({ opcode: continuation, fin: false }),
    ],
  ],
  ['RSV1', 1002, [{ opcode: text, payload: UNMUTE, rsv: 4 }]],
  ['RSV2', 1002, [{ opcode: text, payload: UNMUTE, rsv: 2 }]],
  ['RSV3', 1002, [{ opcode: text, payload: UNMUTE, rsv: 1 }]],
  [
    'RSV1 on a continuation',
    1002,
    [
      { opcode: text, payload: 'x', fin: false },
      { opcode: continuation, payload: 'x', rsv: 4 },
    ],
  ],
  ['RSV1 on a ping', 1002, [{ opcode: ping, rsv: 4 }]],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): ClosedRow => [
    `the reserved opcode ${opcode}`,
    1002,
    [{ opcode, payload: 'x' }],
  ]),
  ['an unmasked text', 1002, [{ opcode: text, payload: UNMUTE, masked: false }]],
  ['unmasked audio', 1002, [{ opcode: binary, payload: Buffer.alloc(640), masked: false }]],
  ['an unmasked ping', 1002, [{ opcode: ping, masked: false }]],
  ['an unmasked close', 1002, [{ opcode: close, payload: closePayload(1000), masked: false }]],
  ['a continuation of nothing', 1002, [{ opcode: continuation, payload: 'x' }]],
  [
    'a text within a text',
    1002,
    [
      { opcode: text, payload: 'x', fin: false },
      { opcode: text, payload: 'y' },
    ],
  ],
  ['a ping in fragments', 1002, [{ opcode: ping, fin: false }]],
  ['a ping of 126 bytes', 1002, [{ opcode: ping, payload: Buffer.alloc(126) }]],
  ['a close of 126 bytes', 1002, [{ opcode: close, payload: closePayload(1000, 'x'.repeat(124)) }]],
  ['a close of one byte', 1002, [{ opcode: close, payload: bytes(3) }]],
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535].map((code): ClosedRow => [
    `a close with the code ${code}`,
    1002,
    [{ opcode: close, payload: closePayload(code) }],
  ]),
  [
    'a close whose reason is no UTF-8',
    1007,
    [{ opcode: close, payload: closePayload(1000, bytes(0xff)) }],
  ],
  [
    'a text with a byte that is never UTF-8',
    1007,
    [{ opcode: text, payload: bytes(0x22, 0xff, 0x22) }],
  ],
  ['a text with an overlong slash', 1007, [{ opcode: text, payload: bytes(0xc0, 0xaf) }]],
  [
    'a text with half of a surrogate pair',
    1007,
    [{ opcode: text, payload: bytes(0xed, 0xa0, 0x80) }],
  ],
  [
    'a text beyond the last code point',
    1007,
    [{ opcode: text, payload: bytes(0xf4, 0x90, 0x80, 0x80) }],
  ],
  ['a text that ends in mid-character', 1007, [{ opcode: text, payload: bytes(0xe2, 0x82) }]],
  [
    'a text that is no UTF-8 over two fragments',
    1007,
    [
      { opcode: text, payload: bytes(0xe2), fin: false },
      { opcode: continuation, payload: bytes(0x28, 0xa1) },
    ],
  ],
  // What the protocol asks for is echoed: the closing handshake of RFC 6455.
  ['a close without a code', 1005, [{ opcode: close }]],
  ['a close with 1000', 1000, [{ opcode: close, payload: closePayload(1000, 'bye') }]],
  ['a close with 1001', 1001, [{ opcode: close, payload: closePayload(1001) }]],
  ['a close with 3000', 3000, [{ opcode: close, payload: closePayload(3000) }]],
  ['a close with 4999', 4999, [{ opcode: close, payload: closePayload(4999) }]],
  [
    'a close after which it goes on',
    1000,
    [
      { opcode: close, payload: closePayload(1000) },
      { opcode: text, payload: UNKNOWN },
    ],
  ],
];

describe('the framing of the raw WebSocket', () => {
  let stack: GatewayStack;
  let stream: TcpStream;
  let neighbour: TestCaller;

  beforeAll(async () => {
    stack = await startGatewayStack();
    const [, webSocket] = TRANSPORTS;
    if (webSocket === undefined) throw new Error('there is no raw WebSocket to test');
    neighbour = await webSocket.connect(stack.gateway.publicPort, {});
    await neighbour.opened();
  });

  beforeEach(async () => {
    stream = await openTcpStream(stack.gateway.publicPort);
  });

  afterEach(async () => {
    stream.client.destroy();
    await deleteSession(stack.gateway.publicPort, stream.session);
  });

  afterAll(async () => {
    neighbour.close();
    await stack.stop();
  });

  /** The answer to the message with the id `sent`. */
  async function answered(): Promise<void> {
    const { client } = stream;
    await until(
      () => client.texts.some((said) => said.includes('"event_id":"sent"')),
      10_000,
      'an answer',
    );
  }

  it.each(TAKEN)('takes %s', async (_what, frames) => {
    stream.client.send(...frames);
    await answered();
    expect(stream.client.first(close)).toBeUndefined();
  });

  it.each(CLOSED)('on %s closes with %d', async (_what, code, frames) => {
    stream.client.send(...frames);
    expect(await stream.client.closeCode()).toBe(code);
    stream.client.destroy();
    expect(stream.client.texts.some((said) => said.includes('"event_id":"sent"'))).toBe(false);
  });

  it('takes a frame that comes byte by byte', async () => {
    const { client } = stream;
    const frame = Buffer.concat([
      bytes(0x81, 0x80 | 36, 0, 0, 0, 0),
      Buffer.from('{"type":"unknown","event_id":"sent"}'),
    ]);
    for (const byte of frame) {
      client.write(bytes(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await answered();
  });

  it.each([
    ['an empty one', ''],
    ['one of 125 bytes', 'x'.repeat(125)],
  ])('answers a ping with its own payload: %s', async (_what, payload) => {
    stream.client.send({ opcode: ping, payload });
    const answer = await until(() => stream.client.first(pong), 10_000, 'a pong');
    expect(answer.payload.toString()).toBe(payload);
  });

  it('sends whole, unmasked frames without reserved bits', async () => {
    stream.client.send({ opcode: text, payload: UNKNOWN });
    await answered();
    for (const { fin, rsv, masked } of stream.client.frames) {
      expect({ fin, rsv, masked }).toEqual({ fin: true, rsv: 0, masked: false });
    }
  });

  it('ends a client that pings without pause', async () => {
    stream.client.send(...Array<FrameParts>(200).fill({ opcode: ping, payload: 'x'.repeat(100) }));
    await stream.client.gone();
  });

  it('ends a client that answers no ping, within 17 s', async () => {
    stream.client.answersPings = false;
    const startedMs = performance.now();
    await stream.client.gone(17_000);
    expect(performance.now() - startedMs).toBeGreaterThan(10_000);
  });

  it('has disturbed nobody', async () => {
    neighbour.send('text', { text: 'hello' });
    await until(() => neighbour.audioTurns.length > 0, 10_000, 'an answer');
    expect(neighbour).toBeInstanceOf(WebSocketCaller);
    expect(neighbour.all('error')).toEqual([]);
    const { body } = await stack.gateway.get('/metrics');
    for (const reason of [
      'too_large',
      'too_many_fragments',
      'protocol_error',
      'invalid_utf8',
      'silent',
      'too_many_frames',
    ]) {
      expect(body).toMatch(
        new RegExp(`connections_closed_total\\{reason="${reason}",[^}]*\\} [1-9]`),
      );
    }
  });
});
