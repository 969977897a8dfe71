import type { TurnMetricsMessage } from '@voxrail/client';

export const LATENCY_PARTS = [
  { key: 'endpointing_ms', name: 'endpointing', label: 'Waiting for silence' },
  { key: 'asr_ms', name: 'asr', label: 'Recognition' },
  { key: 'llm_ttft_ms', name: 'llm', label: 'First words' },
  { key: 'tts_ttfb_ms', name: 'tts', label: 'Voice' },
  { key: 'overhead_ms', name: 'overhead', label: 'Everything else' },
] as const;

export type LatencyPartName = (typeof LATENCY_PARTS)[number]['name'];

export interface LatencyPart {
  readonly name: LatencyPartName;
  readonly label: string;
  readonly ms: number;
}

export interface TurnLatency {
  readonly turn: number;
  /** For a typed turn, from the first work on it: there was no speech that could end. */
  readonly totalMs: number;
  readonly typed: boolean;
  readonly parts: readonly LatencyPart[];
}

/** A turn's latency, or undefined where nothing was measured (a greeting, a turn without an answer). */
export function turnLatency(metrics: TurnMetricsMessage): TurnLatency | undefined {
  const parts = LATENCY_PARTS.flatMap(({ key, name, label }) => {
    const ms = metrics[key];
    return ms === null || ms <= 0 ? [] : [{ name, label, ms }];
  });
  const sum = parts.reduce((total, part) => total + part.ms, 0);
  const totalMs = metrics.end_of_speech_to_audio_ms ?? sum;
  if (totalMs <= 0) return undefined;
  const typed = metrics.end_of_speech_to_audio_ms === null;
  return { turn: metrics.turn, totalMs, typed, parts };
}

/** Of the spoken turns. */
export function medianMs(latencies: readonly TurnLatency[]): number | undefined {
  const spoken = latencies.filter(({ typed }) => !typed);
  const sorted = spoken.map(({ totalMs }) => totalMs).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined || sorted.length % 2 === 1) return upper;
  return (upper + (sorted[middle - 1] ?? upper)) / 2;
}
