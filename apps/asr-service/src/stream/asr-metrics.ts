import { metrics } from '@voxrail/observability';

import type { ListeningObserver } from './listening-events';

const MS_PER_S = 1_000;

/** Counts what listening streams tell in the process's metrics. */
export const ASR_METRICS: ListeningObserver = {
  dropped: (reason) => {
    metrics.framesDroppedTotal.inc({ reason });
  },
  finalized: (latencyMs) => {
    metrics.asrLatencySeconds.observe(latencyMs / MS_PER_S);
  },
  failed: () => {
    metrics.errorsTotal.inc({ type: 'asr' });
  },
};
