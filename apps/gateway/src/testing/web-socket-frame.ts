/** A frame as RFC 6455 section 5.2 lays it out; what is not said is as it should be. */
export interface FrameParts {
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  readonly fin?: boolean;
  /** The three reserved bits, RSV1 being 4. */
  readonly rsv?: number;
  readonly masked?: boolean;
  /** What the header says, where it is not the truth. */
  readonly claimedLength?: bigint;
}

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const MASK = Buffer.from([0x12, 0x34, 0x56, 0x78]);
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** A client's frame, right or wrong. */
export function encodeWebSocketFrame(parts: FrameParts): Buffer {
  const { opcode, fin = true, rsv = 0, masked = true } = parts;
  const payload = Buffer.from(parts.payload ?? '');
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const length = lengthField(parts.claimedLength ?? BigInt(payload.length));
  length[0] = (length[0] ?? 0) | (masked ? 0x80 : 0);
  const body = masked ? payload.map((byte, at) => byte ^ (MASK[at % MASK.length] ?? 0)) : payload;
  return Buffer.concat([Buffer.from([first]), length, masked ? MASK : Buffer.alloc(0), body]);
}

/** The payload of a close frame. */
export function closePayload(code: number, reason: Uint8Array | string = ''): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return Buffer.concat([head, Buffer.from(reason)]);
}

function lengthField(length: bigint): Buffer {
  if (length < LENGTH_16) return Buffer.from([Number(length)]);
  if (length <= 0xffff) {
    const field = Buffer.from([LENGTH_16, 0, 0]);
    field.writeUInt16BE(Number(length), 1);
    return field;
  }
  const field = Buffer.alloc(9);
  field[0] = LENGTH_64;
  field.writeBigUInt64BE(length, 1);
  return field;
}

export interface ReceivedFrame {
  readonly opcode: number;
  readonly fin: boolean;
  readonly rsv: number;
  readonly masked: boolean;
  readonly payload: Buffer;
}

/** The first whole frame of `bytes`, and what is left of them; undefined: there is none yet. */
export function decodeWebSocketFrame(
  bytes: Buffer,
): { readonly frame: ReceivedFrame; readonly rest: Buffer } | undefined {
  if (bytes.length < 2) return undefined;
  const first = bytes.readUInt8(0);
  const second = bytes.readUInt8(1);
  let length = second & 0x7f;
  let start = 2;
  if (length === LENGTH_16) {
    if (bytes.length < 4) return undefined;
    length = bytes.readUInt16BE(2);
    start = 4;
  } else if (length === LENGTH_64) {
    if (bytes.length < 10) return undefined;
    length = Number(bytes.readBigUInt64BE(2));
    start = 10;
  }
  if (bytes.length < start + length) return undefined;
  const frame = {
    opcode: first & 0x0f,
    fin: (first & 0x80) !== 0,
    rsv: (first >> 4) & 0x07,
    masked: (second & 0x80) !== 0,
    payload: bytes.subarray(start, start + length),
  };
  return { frame, rest: bytes.subarray(start + length) };
}
