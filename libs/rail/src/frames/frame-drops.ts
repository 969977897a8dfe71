import type { FrameDefect } from '@voxrail/contracts';
import { metrics } from '@voxrail/observability';

/**
 * Why a received frame was not used. The first four are of the frame itself; `payload_invalid`: its
 * JSON; `unexpected_kind`: not for this subject; `dead_order`: late, `other_worker`: the start of an
 * order that another worker serves; both are no fault.
 */
export type FrameDropReason =
  FrameDefect | 'payload_invalid' | 'unexpected_kind' | 'dead_order' | 'other_worker';

/** Counts the frame in `voice_agent_frames_dropped_total`. Nothing of it is logged: anyone can send. */
export function countFrameDrop(reason: FrameDropReason): void {
  metrics.framesDroppedTotal.inc({ reason });
}
