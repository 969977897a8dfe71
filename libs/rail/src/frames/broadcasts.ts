import type { Interrupt, SessionEnd } from '@voxrail/contracts';
import { FrameKind, endSubject, interruptSubject } from '@voxrail/contracts';
import type { BusSubscription, MessageBus } from '@voxrail/messaging';

import { countFrameDrop } from './frame-drops';
import { readPayload } from './read-payload';
import { subscribeFrames } from './subscribe-frames';

/** Calls `onInterrupt` for each interrupt that is broadcast for the session, also for doubled ones. */
export function subscribeInterrupts(
  bus: MessageBus,
  sid: string,
  onInterrupt: (interrupt: Interrupt) => void,
): BusSubscription {
  return subscribeFrames(bus, interruptSubject(sid), (frame) => {
    if (frame.kind !== FrameKind.INTERRUPT) {
      countFrameDrop('unexpected_kind');
      return;
    }
    const interrupt = readPayload(FrameKind.INTERRUPT, frame);
    if (interrupt !== undefined) onInterrupt(interrupt);
  });
}

/** Calls `onEnd` when the end of the session is broadcast. */
export function subscribeEnd(
  bus: MessageBus,
  sid: string,
  onEnd: (end: SessionEnd) => void,
): BusSubscription {
  return subscribeFrames(bus, endSubject(sid), (frame) => {
    if (frame.kind !== FrameKind.END) {
      countFrameDrop('unexpected_kind');
      return;
    }
    const end = readPayload(FrameKind.END, frame);
    if (end !== undefined) onEnd(end);
  });
}
