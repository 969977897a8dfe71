import type { Frame, JsonFrameKind, Payload } from '@voxrail/contracts';
import { decodePayload } from '@voxrail/contracts';

/** The JSON that a worker sent. @throws Error where it is not as the contract of `kind` has it */
export function sentPayload<K extends JsonFrameKind>(kind: K, frame: Frame): Payload<K> {
  const decoding = decodePayload(kind, frame);
  if (!decoding.ok) throw new Error(decoding.defect);
  return decoding.value;
}
