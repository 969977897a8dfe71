import type { Registry } from 'prom-client';
import { Registry as PromRegistry, collectDefaultMetrics } from 'prom-client';

import type { ServiceName } from '../service-name';
import { ERROR_TYPES } from './error-type';
import type { MetricName } from './metrics';
import { metrics } from './metrics';

const EVERY_SERVICE: readonly MetricName[] = [
  'activeSessions',
  'errorsTotal',
  'eventLoopLagSeconds',
];

const ON_NATS: readonly MetricName[] = ['framesDroppedTotal', 'natsReconnectsTotal'];

/** Which process measures what: a histogram that stays empty would only mislead. */
const SERVICE_METRICS: Readonly<Record<ServiceName, readonly MetricName[]>> = {
  gateway: [
    ...EVERY_SERVICE,
    ...ON_NATS,
    'e2eLatencySeconds',
    'sessionsTotal',
    'audioBytesReceivedTotal',
    'audioBytesSentTotal',
    'connectionsRefusedTotal',
    'connectionsClosedTotal',
    'clientMessagesRefusedTotal',
    'clientConnections',
  ],
  'asr-service': [...EVERY_SERVICE, ...ON_NATS, 'asrLatencySeconds'],
  'llm-service': [
    ...EVERY_SERVICE,
    ...ON_NATS,
    'llmTtftSeconds',
    'llmTotalSeconds',
    'tokensGeneratedTotal',
  ],
  'tts-service': [...EVERY_SERVICE, ...ON_NATS, 'ttsTtfbSeconds'],
  'model-server': EVERY_SERVICE,
};

/**
 * The registry behind a process's `/metrics`: its share of `metrics` and the Node process's own.
 * Call it once a process. A part with a metric of its own registers it here as well.
 */
export function createRegistry(service: ServiceName): Registry {
  const registry = new PromRegistry();
  registry.setDefaultLabels({ service });
  for (const name of SERVICE_METRICS[service]) registry.registerMetric(metrics[name]);
  for (const type of ERROR_TYPES) metrics.errorsTotal.inc({ type }, 0);
  collectDefaultMetrics({ register: registry });
  return registry;
}
