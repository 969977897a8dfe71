import type { SessionEndingReason } from '@voxrail/contracts';
import type { ErrorType } from '@voxrail/observability';
import { LATENCY_BUCKETS_SECONDS, metrics } from '@voxrail/observability';
import { Counter, Histogram } from 'prom-client';

import type { TurnLatency } from './turn/turn-timeline';

const MS_PER_SECOND = 1000;

export type TurnOutcome = 'completed' | 'interrupted' | 'failed';

/** Metrics that only a gateway has; registered by its module. */
export const gatewayMetrics = {
  bargeinSeconds: new Histogram({
    name: 'voice_agent_bargein_seconds',
    help: 'From the decision that the person speaks to the interruption being sent to the client',
    buckets: [0.0005, ...LATENCY_BUCKETS_SECONDS],
    registers: [],
  }),
  turnsTotal: new Counter({
    name: 'voice_agent_turns_total',
    help: 'Turns that ended, by outcome',
    labelNames: ['outcome'],
    registers: [],
  }),
  speculativeTokensTotal: new Counter({
    name: 'voice_agent_speculative_tokens_total',
    help: 'Tokens of answers that were begun before a turn was certain and thrown away',
    registers: [],
  }),
  speculativeAudioSecondsTotal: new Counter({
    name: 'voice_agent_speculative_audio_seconds_total',
    help: 'Speech of answers that were begun before a turn was certain and thrown away',
    registers: [],
  }),
  sessionsRefusedTotal: new Counter({
    name: 'voice_agent_sessions_refused_total',
    help: 'Sessions that were not made or not taken over, by reason',
    labelNames: ['reason'],
    registers: [],
  }),
  sessionsEndedTotal: new Counter({
    name: 'voice_agent_sessions_ended_total',
    help: 'Sessions that ended after they were opened, by reason',
    labelNames: ['reason'],
    registers: [],
  }),
  underrunsTotal: new Counter({
    name: 'voice_agent_playout_underruns_total',
    help: 'Times that playback ran dry in the middle of a speech',
    registers: [],
  }),
};

export function recordTurn(outcome: TurnOutcome, latency: TurnLatency): void {
  gatewayMetrics.turnsTotal.inc({ outcome });
  const wholeMs = latency.end_of_speech_to_audio_ms;
  if (wholeMs !== null) metrics.e2eLatencySeconds.observe(wholeMs / MS_PER_SECOND);
}

/** `decidedAtMs`: when it was decided that the person speaks; null where that is not known. */
export function recordBargeIn(decidedAtMs: number | null, nowMs: number): void {
  if (decidedAtMs === null) return;
  gatewayMetrics.bargeinSeconds.observe(Math.max(0, nowMs - decidedAtMs) / MS_PER_SECOND);
}

/** An answer that was begun ahead was of no use. */
export function recordDiscarded(tokens: number, audioMs: number): void {
  gatewayMetrics.speculativeTokensTotal.inc(tokens);
  gatewayMetrics.speculativeAudioSecondsTotal.inc(audioMs / MS_PER_SECOND);
}

/** `client_gone`: without a goodbye, and not back in time; `failed`: an error of this side. */
export type SessionEnd = SessionEndingReason | 'client_gone' | 'failed';

export function recordEndedSession(reason: SessionEnd): void {
  gatewayMetrics.sessionsEndedTotal.inc({ reason });
}

export function recordRefusedSession(reason: 'account_full' | 'gateway_full'): void {
  gatewayMetrics.sessionsRefusedTotal.inc({ reason });
}

export function recordUnderrun(): void {
  gatewayMetrics.underrunsTotal.inc();
}

export function recordFailure(type: ErrorType): void {
  metrics.errorsTotal.inc({ type });
}
