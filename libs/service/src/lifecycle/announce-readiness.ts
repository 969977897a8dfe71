import type { LogFields } from '@voxrail/observability';

import type { ServiceParts } from '../service.module';
import type { Shutdown } from './shutdown';

const POLL_MS = 100;
/** Says what is missing for the first time after this long, and then each time it has passed again. */
const REPORT_EVERY_MS = 5_000;

/** Logs `ready` once the service is, and until then now and again what it waits for. */
export function announceReadiness(parts: ServiceParts, shutdown: Shutdown, ports: LogFields): void {
  const { clock, logger, readiness } = parts;
  let reportAtMs = clock.nowMs() + REPORT_EVERY_MS;
  const poll = async (): Promise<void> => {
    if (shutdown.begun) return;
    const { ready, waiting_for: waitingFor } = await readiness.report();
    if (ready) {
      logger.info('ready', ports);
      return;
    }
    if (clock.nowMs() >= reportAtMs) {
      logger.warn('not ready', { waitingFor });
      reportAtMs += REPORT_EVERY_MS;
    }
    clock.schedule(POLL_MS, () => void poll());
  };
  void poll();
}
