import type { SessionConfig } from '@voxrail/contracts';

import type { TurnTimeline } from '../turn/turn-timeline';

export interface AnswerOptions {
  readonly turn: number;
  readonly config: SessionConfig;
  readonly timeline: TurnTimeline;
  /** The turn's trace. */
  readonly traceparent: string;
  readonly interruptible: boolean;
}
