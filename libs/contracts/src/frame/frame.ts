import type { FrameKind } from './frame-kind';

/** Bytes before the payload: version u8, kind u8, flags u16, order u32, seq u32, offset u64. */
export const FRAME_HEADER_BYTES = 20;

export const FRAME_VERSION = 1;

/** One message on a session's raw subjects (docs/wire.md). */
export interface Frame {
  readonly kind: FrameKind;
  /** Reserved: written as 0, ignored on reading. */
  readonly flags: number;
  /** The gateway's number of the listening stream, generation or speech this belongs to. */
  readonly order: number;
  /** Counts from 0 per order and direction, so that a gap shows. */
  readonly seq: number;
  /**
   * Audio: samples (absolute in the session's stream for ASR, from the start of the speech for TTS).
   * Text: UTF-16 code units from the start of the generation or speech.
   */
  readonly offset: number;
  /** A view into the received bytes: copy it before keeping it. */
  readonly payload: Uint8Array;
}
