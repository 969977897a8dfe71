import type { IntervalHistogram } from 'node:perf_hooks';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { Gauge } from 'prom-client';

const NS_PER_MS = 1e6;
const NS_PER_S = 1e9;
/** The measuring timer's own period, which it counts as delay. */
const RESOLUTION_MS = 10;

/**
 * A gauge of the event loop's delay since it was last read. Measuring begins with the first reading,
 * which is 0, and does not keep the process alive.
 */
export function eventLoopLagGauge(name: string, help: string): Gauge {
  let delay: IntervalHistogram | undefined;
  return new Gauge({
    name,
    help,
    registers: [],
    collect() {
      if (delay === undefined) {
        delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
        delay.enable();
        this.set(0);
        return;
      }
      const lagNs = delay.percentile(99) - RESOLUTION_MS * NS_PER_MS;
      this.set(Math.max(0, lagNs) / NS_PER_S);
      delay.reset();
    },
  });
}
