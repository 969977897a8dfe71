import type { Logger } from '@voxrail/observability';
import { metrics } from '@voxrail/observability';

import { QWEN3 } from '../model/qwen3-protocol';
import type { GenerationObserver } from './generation-observer';

const MS_PER_S = 1_000;

/** The metrics and log lines of generations. */
export function generationTelemetry(logger: Logger): GenerationObserver {
  return {
    firstText: (afterMs) => {
      metrics.llmTtftSeconds.observe(afterMs / MS_PER_S);
    },
    done: ({ totalMs, usage }) => {
      metrics.llmTotalSeconds.observe(totalMs / MS_PER_S);
      metrics.tokensGeneratedTotal.inc(usage.outputTokens);
    },
    failed: (sid, order, { code, cause }) => {
      metrics.errorsTotal.inc({ type: 'llm' });
      logger.warn('a generation failed', { sid, order, code, model: QWEN3, err: cause });
    },
  };
}
