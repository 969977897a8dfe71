import type { Frame } from '@voxrail/contracts';
import { decodeFrame } from '@voxrail/contracts';
import type { BusSubscription, MessageBus } from '@voxrail/messaging';

import { countFrameDrop } from './frame-drops';

/**
 * Hands each frame on `subject` to `onFrame`, in the socket-read path; what is not a frame is counted
 * and dropped. The payload is a view: copy it before keeping it.
 */
export function subscribeFrames(
  bus: MessageBus,
  subject: string,
  onFrame: (frame: Frame) => void,
): BusSubscription {
  return bus.subscribe(subject, (data) => {
    const decoding = decodeFrame(data);
    if (decoding.ok) onFrame(decoding.frame);
    else countFrameDrop(decoding.defect);
  });
}
