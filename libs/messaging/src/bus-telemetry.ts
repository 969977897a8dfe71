import type { Logger } from '@voxrail/observability';
import { metrics } from '@voxrail/observability';

import type { BusObserver } from './bus/bus-observer';

/** Counts what a bus drops and logs what goes wrong in it; no line per dropped message. */
export function busTelemetry(logger: Logger): BusObserver {
  return {
    dropped: (reason) => {
      metrics.framesDroppedTotal.inc({ reason: `publish_${reason}` });
    },
    reconnected: () => {
      metrics.natsReconnectsTotal.inc();
      logger.info('connected to NATS again');
    },
    handlerFailed: (subject, err) => {
      logger.error('a message handler failed', { subject, err });
    },
    serverError: (err) => {
      logger.warn('NATS reported an error', { err });
    },
  };
}
