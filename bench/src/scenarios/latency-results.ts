import type { TurnRecord } from '@voxrail/caller';

import type { LoadCaller } from '../load/load-caller';
import type { DistributionSummary } from '../measure/distribution';
import { Distribution } from '../measure/distribution';

const METRIC_PARTS = {
  'server: end of speech to audio': 'end_of_speech_to_audio_ms',
  'server: endpointing': 'endpointing_ms',
  'server: asr': 'asr_ms',
  'server: llm first token': 'llm_ttft_ms',
  'server: tts first audio': 'tts_ttfb_ms',
  'server: overhead': 'overhead_ms',
} as const;

/** Latencies of turns that were spoken and answered, over all callers. */
export class LatencyResults {
  private readonly endOfSpeechToAudio = new Distribution();
  private readonly added = new Distribution();
  private readonly parts = new Map<string, Distribution>(
    Object.keys(METRIC_PARTS).map((name) => [name, new Distribution()]),
  );
  private answered = 0;
  private interrupted = 0;
  private speculated = 0;
  private revisions = 0;

  /** Takes in what a caller has seen of its call. */
  public collect(loadCaller: LoadCaller): void {
    for (const turn of loadCaller.caller.record.turns.values()) this.collectTurn(loadCaller, turn);
  }

  public get distributions(): Record<string, DistributionSummary> {
    return {
      'end of speech to first audio': this.endOfSpeechToAudio.summary(),
      'added: decision to first audio': this.added.summary(),
      ...Object.fromEntries([...this.parts].map(([name, part]) => [name, part.summary()])),
    };
  }

  public get counts(): Record<string, number> {
    return {
      'turns answered': this.answered,
      'turns interrupted': this.interrupted,
      'turns answered by what was begun ahead': this.speculated,
      'generations begun ahead': this.revisions,
    };
  }

  private collectTurn(loadCaller: LoadCaller, turn: TurnRecord): void {
    if (turn.interruptedMs !== null) this.interrupted += 1;
    const latencyMs = loadCaller.caller.latencyMs(turn.turn);
    if (latencyMs === null || turn.firstAudioMs === null) return;
    this.answered += 1;
    if (turn.metrics?.speculated === true) this.speculated += 1;
    this.revisions += turn.metrics?.revisions ?? 0;
    this.endOfSpeechToAudio.record(latencyMs);
    const decidedMs = loadCaller.endDecidedBefore(turn.firstAudioMs);
    if (decidedMs !== undefined) this.added.record(turn.firstAudioMs - decidedMs);
    for (const [name, field] of Object.entries(METRIC_PARTS)) {
      const value = turn.metrics?.[field];
      if (value !== null && value !== undefined) this.parts.get(name)?.record(value);
    }
  }
}
