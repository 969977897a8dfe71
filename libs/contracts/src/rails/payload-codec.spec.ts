import fc from 'fast-check';

import type { Frame } from '../frame/frame';
import { decodeFrame, encodeFrame } from '../frame/frame-codec';
import { FrameKind } from '../frame/frame-kind';
import type { JsonFrameKind, Payload } from './payload-codec';
import { decodePayload, encodeJsonFrame } from './payload-codec';

const ADDRESS = { order: 7, seq: 3, offset: 11 };
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function frameOf(bytes: Uint8Array): Frame {
  const decoded = decodeFrame(bytes);
  if (!decoded.ok) throw new Error(decoded.defect);
  return decoded.frame;
}

function roundTrip<K extends JsonFrameKind>(kind: K, payload: Payload<K>): unknown {
  return decodePayload(kind, frameOf(encodeJsonFrame(kind, ADDRESS, payload)));
}

const listening = {
  mode: 'auto' as const,
  threshold: 0.5,
  silenceMs: 300,
  idleMs: 1000,
  minSpeechMs: 64,
  prefixMs: 300,
  maxUtteranceMs: 60_000,
  speculate: true,
  speculateAfterMs: 64,
};

describe('payload codec', () => {
  it('carries a listening stream’s start with its nested configuration', () => {
    const start = {
      config: listening,
      language: 'en',
      firstSample: 0,
      firstUtterance: 0,
      traceparent: TRACEPARENT,
    };
    expect(roundTrip(FrameKind.ASR_START, start)).toEqual({ ok: true, value: start });
  });

  it('carries any text of a delta unchanged', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (text, atMs) => {
          const decoded = roundTrip(FrameKind.LLM_DELTA, { text, atMs: atMs === 0 ? 0 : atMs });
          expect(decoded).toEqual({ ok: true, value: { text, atMs: atMs === 0 ? 0 : atMs } });
        },
      ),
    );
  });

  it('names the field that is missing or wrong, not its content', () => {
    const frame = frameOf(
      encodeFrame({
        kind: FrameKind.LLM_DELTA,
        ...ADDRESS,
        payload: Buffer.from(JSON.stringify({ text: 42, atMs: 1 })),
      }),
    );
    expect(decodePayload(FrameKind.LLM_DELTA, frame)).toEqual({
      ok: false,
      defect: 'text is missing or invalid',
    });
  });

  it('ignores fields it does not know, so that a newer sender can add some', () => {
    const frame = frameOf(
      encodeFrame({
        kind: FrameKind.END,
        ...ADDRESS,
        payload: Buffer.from(JSON.stringify({ reason: 'hangup', later: true })),
      }),
    );
    expect(decodePayload(FrameKind.END, frame).ok).toBe(true);
  });

  it('answers any bytes with a value or a defect, and never throws', () => {
    const kinds = [
      FrameKind.ASR_START,
      FrameKind.LLM_START,
      FrameKind.TTS_START,
      FrameKind.INTERRUPT,
    ];
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.json({ maxDepth: 3 }).map((text) => new Uint8Array(Buffer.from(text))),
    );
    fc.assert(
      fc.property(fc.constantFrom(...kinds), bytes, (kind, payload) => {
        const decoded = decodePayload(kind, frameOf(encodeFrame({ kind, ...ADDRESS, payload })));
        expect(decoded.ok).toBe(false);
      }),
    );
  });

  it('does not let a payload reach Object.prototype', () => {
    const payload = Buffer.from('{"__proto__":{"polluted":true},"reason":"x"}');
    decodePayload(
      FrameKind.END,
      frameOf(encodeFrame({ kind: FrameKind.END, ...ADDRESS, payload })),
    );
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});
