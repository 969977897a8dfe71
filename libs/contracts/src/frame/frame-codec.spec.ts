import fc from 'fast-check';

import { FRAME_HEADER_BYTES } from './frame';
import { decodeFrame, encodeFrame } from './frame-codec';
import { FrameKind, isFrameKind } from './frame-kind';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });

const anyFrame = fc.record({
  kind: fc.constantFrom(...Object.values(FrameKind)),
  order: uint32,
  seq: uint32,
  offset: fc.maxSafeNat(),
  payload: fc.uint8Array({ maxLength: 300 }),
});

describe('frame codec', () => {
  it('writes each field where docs/wire.md says', () => {
    const bytes = encodeFrame({
      kind: FrameKind.TTS_AUDIO,
      order: 0x01020304,
      seq: 0x05060708,
      offset: 0x0010_0000_0000 + 0x0a0b0c0d,
      payload: Uint8Array.of(0xff, 0xee),
    });
    expect(Buffer.from(bytes).toString('hex')).toBe(
      ['01', '60', '0000', '04030201', '08070605', '0d0c0b0a10000000', 'ffee'].join(''),
    );
  });

  it('returns every frame that was written, from any position in a larger buffer', () => {
    fc.assert(
      fc.property(anyFrame, fc.integer({ min: 0, max: 9 }), (frame, shift) => {
        const bytes = encodeFrame(frame);
        const surrounding = new Uint8Array(bytes.length + shift + 5);
        surrounding.set(bytes, shift);
        const decoded = decodeFrame(surrounding.subarray(shift, shift + bytes.length));
        expect(decoded).toEqual({ ok: true, frame: { ...frame, flags: 0 } });
      }),
    );
  });

  it('answers any bytes with a frame or a defect, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const decoded = decodeFrame(bytes);
        if (decoded.ok)
          expect(decoded.frame.payload.length).toBe(bytes.length - FRAME_HEADER_BYTES);
        else expect(typeof decoded.defect).toBe('string');
      }),
    );
  });

  it('names what is wrong with bytes that are not a frame', () => {
    const good = encodeFrame({ kind: FrameKind.END, order: 1, seq: 0, offset: 0 });
    const changed = (position: number, value: number): Uint8Array => {
      const bytes = good.slice();
      bytes[position] = value;
      return bytes;
    };
    expect(decodeFrame(good.subarray(0, 19))).toEqual({ ok: false, defect: 'too_short' });
    expect(decodeFrame(changed(0, 2))).toEqual({ ok: false, defect: 'unknown_version' });
    expect(decodeFrame(changed(1, 0x7f))).toEqual({ ok: false, defect: 'unknown_kind' });
    expect(decodeFrame(changed(19, 0xff))).toEqual({ ok: false, defect: 'offset_out_of_range' });
  });

  it('refuses numbers that the fields cannot hold', () => {
    const frame = { kind: FrameKind.END, order: 0, seq: 0, offset: 0 };
    expect(() => encodeFrame({ ...frame, order: -1 })).toThrow(RangeError);
    expect(() => encodeFrame({ ...frame, seq: 0x1_0000_0000 })).toThrow(RangeError);
    expect(() => encodeFrame({ ...frame, offset: 0.5 })).toThrow(RangeError);
  });

  it('knows each kind by the byte that it is', () => {
    for (const kind of Object.values(FrameKind)) expect(isFrameKind(kind)).toBe(true);
    expect(isFrameKind(0x00)).toBe(false);
  });
});
