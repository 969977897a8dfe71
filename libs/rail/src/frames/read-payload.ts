import type { Frame, JsonFrameKind, Payload } from '@voxrail/contracts';
import { decodePayload } from '@voxrail/contracts';

import { countFrameDrop } from './frame-drops';

/** The frame's JSON as the contract of `kind` has it; undefined, and counted, where it is not that. */
export function readPayload<K extends JsonFrameKind>(
  kind: K,
  frame: Frame,
): Payload<K> | undefined {
  const decoding = decodePayload(kind, frame);
  if (decoding.ok) return decoding.value;
  countFrameDrop('payload_invalid');
  return undefined;
}
