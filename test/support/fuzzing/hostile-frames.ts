import fc from 'fast-check';

import type { FrameParts } from '../../../apps/gateway/src/testing/web-socket-frame';
import { encodeWebSocketFrame, OPCODE } from '../../../apps/gateway/src/testing/web-socket-frame';

const FRAGMENTS_AT_MOST = 80;

const CLAIMED = [
  0n,
  1n,
  125n,
  126n,
  65_535n,
  65_536n,
  65_537n,
  1n << 32n,
  1n << 62n,
  (1n << 64n) - 1n,
];

/** The usual, nine times out of ten. */
export function mostly<T>(usual: T, others: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: others });
}

export function textFrame(payload: string): Buffer {
  return encodeWebSocketFrame({ opcode: OPCODE.text, payload });
}

export function binaryFrame(payload: Uint8Array): Buffer {
  return encodeWebSocketFrame({ opcode: OPCODE.binary, payload });
}

const anyFrame: fc.Arbitrary<FrameParts> = fc
  .record({
    opcode: fc.nat(15),
    rsv: mostly(0, fc.nat(7)),
    fin: mostly(true, fc.boolean()),
    masked: mostly(true, fc.boolean()),
    payload: fc.uint8Array({ maxLength: 200 }),
  })
  .map((parts) => parts);

/** Its header does not tell the truth about its length. */
const dishonestFrame: fc.Arbitrary<FrameParts> = fc
  .tuple(anyFrame, fc.constantFrom(...CLAIMED))
  .map(([parts, claimedLength]) => ({ ...parts, claimedLength }));

/** A message in pieces, of which one may be missing or of another kind. */
const fragments: fc.Arbitrary<Buffer> = fc
  .array(fc.record({ payload: fc.uint8Array({ maxLength: 8 }), opcode: mostly(0, fc.nat(15)) }), {
    minLength: 2,
    maxLength: FRAGMENTS_AT_MOST,
  })
  .map((pieces) =>
    Buffer.concat(
      pieces.map(({ payload, opcode }, at) =>
        encodeWebSocketFrame({
          opcode: at === 0 ? OPCODE.text : opcode,
          payload,
          fin: at === pieces.length - 1,
        }),
      ),
    ),
  );

/** A frame of which some bits have changed on the way. */
export function damaged(frame: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  const flip = fc.record({ at: fc.nat(40), bit: fc.nat(7) });
  return fc.tuple(frame, fc.array(flip, { minLength: 1, maxLength: 4 })).map(([bytes, flips]) => {
    const changed = Buffer.from(bytes);
    for (const { at, bit } of flips) {
      const index = at % changed.length;
      changed[index] = (changed[index] ?? 0) ^ (1 << bit);
    }
    return changed;
  });
}

/** What no WebSocket library sends: reserved bits and opcodes, wrong lengths and masks, bad UTF-8. */
export const hostileFrame: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 4, arbitrary: anyFrame.map(encodeWebSocketFrame) },
  { weight: 1, arbitrary: dishonestFrame.map(encodeWebSocketFrame) },
  { weight: 2, arbitrary: fragments },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  },
  {
    weight: 1,
    arbitrary: fc
      .uint8Array({ minLength: 1, maxLength: 32 })
      .map((payload) => encodeWebSocketFrame({ opcode: OPCODE.text, payload })),
  },
);
