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

/** The language model tells its tokens at the end of an answer; one that is cut off is estimated. */
const CHARACTERS_PER_TOKEN = 4;

/** What the models did for one answer. */
export interface AnswerUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly audioMs: number;
}

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
  public tools = 0;
  /** Answers begun before the turn was certain. */
  public revisions = 0;
  private speculatedAnswer = false;
  private committedMs: number | null = null;
  private inputTokens = 0;
  private outputTokens = 0;
  private audioMs = 0;
  private speculativeTokens = 0;
  private generationStartMs: number | null = null;
  private firstTextMs: number | null = null;
  private firstAudioMs: number | null = null;
  private audibleMs: number | null = null;

  /** The turn is certain: what happened before costs the person nothing. */
  public committed(nowMs: number, speculated: boolean): void {
    this.committedMs = nowMs;
    this.speculatedAnswer = speculated;
  }

  /** Whether the answer was begun before the turn was certain. */
  public get speculated(): boolean {
    return this.speculatedAnswer;
  }

  /** What an answer that was heard has used. */
  public used(usage: AnswerUsage): void {
    this.inputTokens += usage.inputTokens;
    this.outputTokens += usage.outputTokens;
    this.audioMs += usage.audioMs;
  }

  /** An answer that nobody hears was thrown away when it had come to `text`; its tokens. */
  public discarded(usage: AnswerUsage, text: string): number {
    const estimate = Math.ceil(text.length / CHARACTERS_PER_TOKEN);
    const tokens = Math.max(usage.outputTokens, estimate);
    this.speculativeTokens += tokens;
    return tokens;
  }

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
    const generationMs = this.notBeforeCommit(this.generationStartMs);
    const firstTextMs = this.notBeforeCommit(this.firstTextMs);
    const firstAudioMs = this.notBeforeCommit(this.firstAudioMs);
    const parts = {
      endpointing_ms: sum([between(this.endOfSpeechMs, this.endDecisionMs), this.heldOpenMs()]),
      asr_ms: between(this.endDecisionMs, this.finalMs),
      llm_ttft_ms: between(generationMs, firstTextMs),
      tts_ttfb_ms: between(firstTextMs, firstAudioMs),
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
      speculative_tokens: this.speculativeTokens,
      audio_ms: Math.round(this.audioMs),
    };
  }

  /** What was done ahead of the commit was done while waiting for it anyway. */
  private notBeforeCommit(atMs: number | null): number | null {
    return atMs === null || this.committedMs === null ? atMs : Math.max(atMs, this.committedMs);
  }

  /** How long the turn was held open after its text was known, because the words said that more would come. */
  private heldOpenMs(): number {
    if (this.finalMs === null || this.committedMs === null) return 0;
    return Math.max(0, this.committedMs - this.finalMs);
  }
}
