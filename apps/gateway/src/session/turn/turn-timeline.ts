import type { SessionUsage, TurnMetricsMessage } from '@voxrail/contracts';

/** Differences of times on the gateway's clock, in milliseconds; null where an end was not seen. */
export type TurnLatency = Pick<
  TurnMetricsMessage,
  | 'end_of_speech_to_audio_ms'
  | 'endpointing_ms'
  | 'asr_ms'
  | 'llm_ttft_ms'
  | 'tts_ttfb_ms'
  | 'overhead_ms'
>;

function between(from: number | null, to: number | null): number | null {
  if (from === null || to === null || to < from) return null;
  return Math.round((to - from) * 10) / 10;
}

function sum(values: readonly (number | null)[]): number | null {
  let total = 0;
  for (const value of values) {
    if (value === null) return null;
    total += value;
  }
  return total;
}

/**
 * When what happened in a turn, all on this process's clock. Until something audible has left, a
 * later generation replaces the times of the one before: the parts belong to the answer that was heard.
 */
export class TurnTimeline {
  public endOfSpeechMs: number | null = null;
  public endDecisionMs: number | null = null;
  public finalMs: number | null = null;
  public inputTokens = 0;
  public outputTokens = 0;
  public audioMs = 0;
  public tools = 0;
  private generationStartMs: number | null = null;
  private firstTextMs: number | null = null;
  private firstAudioMs: number | null = null;
  private audibleMs: number | null = null;

  public generationStarted(nowMs: number): void {
    if (this.audibleMs !== null) return;
    this.generationStartMs = nowMs;
    this.firstTextMs = null;
    this.firstAudioMs = null;
  }

  public textCame(nowMs: number): void {
    this.firstTextMs ??= nowMs;
  }

  public audioCame(nowMs: number): void {
    this.firstAudioMs ??= nowMs;
  }

  /** The first chunk that can be heard has been sent. */
  public becameAudible(nowMs: number): void {
    this.audibleMs ??= nowMs;
  }

  public get isAudible(): boolean {
    return this.audibleMs !== null;
  }

  public latency(): TurnLatency {
    const parts = {
      endpointing_ms: between(this.endOfSpeechMs, this.endDecisionMs),
      asr_ms: between(this.endDecisionMs, this.finalMs),
      llm_ttft_ms: between(this.generationStartMs, this.firstTextMs),
      tts_ttfb_ms: between(this.firstTextMs, this.firstAudioMs),
    };
    const whole = between(this.endOfSpeechMs, this.audibleMs);
    const measured = sum(Object.values(parts));
    return {
      end_of_speech_to_audio_ms: whole,
      ...parts,
      overhead_ms:
        whole === null || measured === null ? null : Math.round((whole - measured) * 10) / 10,
    };
  }

  public usage(): SessionUsage {
    return {
      input_tokens: this.inputTokens,
      output_tokens: this.outputTokens,
      speculative_tokens: 0,
      audio_ms: Math.round(this.audioMs),
    };
  }
}
