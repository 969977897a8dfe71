import type { Logger } from '@voxrail/observability';
import { metrics } from '@voxrail/observability';

import type { ListeningObserver } from './listening-events';

const MS_PER_S = 1_000;

/** Counts what a session's listening streams tell in the process's metrics, and logs what failed. */
export function asrTelemetry(logger: Logger): ListeningObserver {
  return {
    dropped: (reason) => {
      metrics.framesDroppedTotal.inc({ reason });
    },
    finalized: (latencyMs) => {
      metrics.asrLatencySeconds.observe(latencyMs / MS_PER_S);
    },
    failed: (err, utterance) => {
      metrics.errorsTotal.inc({ type: 'asr' });
      logger.warn('speech was not recognized', { err, ...(utterance !== null && { utterance }) });
    },
  };
}
