import type { Frame } from './frame';
import { FRAME_HEADER_BYTES, FRAME_VERSION } from './frame';
import { isFrameKind } from './frame-kind';

/** Why bytes are not a frame. */
export type FrameDefect = 'too_short' | 'unknown_version' | 'unknown_kind' | 'offset_out_of_range';

export type FrameDecoding =
  | { readonly ok: true; readonly frame: Frame }
  | { readonly ok: false; readonly defect: FrameDefect };

const UINT32_MAX = 0xffff_ffff;
const UINT32_RANGE = 0x1_0000_0000;

const EMPTY = new Uint8Array(0);

function requireUint32(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value > UINT32_MAX) {
    throw new RangeError(`${name} must be an unsigned 32-bit integer`);
  }
}

/**
 * The frame's bytes in a buffer of its own: the NATS client reads what it is given only at the next
 * microtask, so a buffer that is written again in the same tick would change what is sent.
 */
export function encodeFrame(
  frame: Omit<Frame, 'flags' | 'payload'> & { readonly payload?: Uint8Array },
): Uint8Array {
  requireUint32('order', frame.order);
  requireUint32('seq', frame.seq);
  if (!Number.isSafeInteger(frame.offset) || frame.offset < 0) {
    throw new RangeError('offset must be a non-negative safe integer');
  }
  const payload = frame.payload ?? EMPTY;
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + payload.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, FRAME_VERSION);
  view.setUint8(1, frame.kind);
  view.setUint32(4, frame.order, true);
  view.setUint32(8, frame.seq, true);
  view.setUint32(12, frame.offset % UINT32_RANGE, true);
  view.setUint32(16, Math.floor(frame.offset / UINT32_RANGE), true);
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}

/** Reads bytes that anyone may have sent: never throws. */
export function decodeFrame(bytes: Uint8Array): FrameDecoding {
  if (bytes.byteLength < FRAME_HEADER_BYTES) return { ok: false, defect: 'too_short' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== FRAME_VERSION) return { ok: false, defect: 'unknown_version' };
  const kind = view.getUint8(1);
  if (!isFrameKind(kind)) return { ok: false, defect: 'unknown_kind' };
  const offset = view.getUint32(16, true) * UINT32_RANGE + view.getUint32(12, true);
  if (!Number.isSafeInteger(offset)) return { ok: false, defect: 'offset_out_of_range' };
  const frame: Frame = {
    kind,
    flags: view.getUint16(2, true),
    order: view.getUint32(4, true),
    seq: view.getUint32(8, true),
    offset,
    payload: bytes.subarray(FRAME_HEADER_BYTES),
  };
  return { ok: true, frame };
}
