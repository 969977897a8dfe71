import type { WireDuration, WireModelStatistics } from '@voxrail/inference';

import type { DurationCounter } from '../hosting/duration-counter';
import type { HostedModel } from '../hosting/hosted-model';
import { MODEL_VERSION } from '../hosting/model-host';

function duration(counter: DurationCounter): WireDuration {
  return { count: counter.count, ns: counter.ns };
}

/** Of decoupled models Triton keeps an entry for each response's index; we keep the first's, which is the latency. */
function responseStatistics(model: HostedModel): Pick<WireModelStatistics, 'response_stats'> {
  if (!model.definition.decoupled) return {};
  const { firstResponse, cancelled } = model.statistics;
  return {
    response_stats: {
      '0': {
        compute_infer: duration(firstResponse),
        success: duration(firstResponse),
        cancel: duration(cancelled),
      },
    },
  };
}

export function encodeStatistics(model: HostedModel): WireModelStatistics {
  const { statistics } = model;
  return {
    name: model.definition.name,
    version: MODEL_VERSION,
    last_inference: statistics.lastInferenceMs,
    inference_count: statistics.success.count,
    execution_count: statistics.success.count,
    inference_stats: {
      success: duration(statistics.success),
      fail: duration(statistics.fail),
      queue: duration(statistics.queue),
      compute_infer: duration(statistics.compute),
    },
    ...responseStatistics(model),
  };
}
