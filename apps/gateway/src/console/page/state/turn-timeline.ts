import type {
  AgentStateMessage,
  InterruptedMessage,
  PlaybackPausedMessage,
  PlaybackResumedMessage,
  ToolOutcome,
  ToolRequestMessage,
  TranscriptMessage,
  TurnMetricsMessage,
  UserSpeechMessage,
} from '@voxrail/client';

import type { TimelineRow } from './timeline-row';
import { TurnRecord } from './turn-record';

/** Turns kept; more rows would push the numbers below them off the screen. */
const MAX_TURNS = 6;

/**
 * The last turns, built from the protocol's messages. `user_speech` and `agent_state` name no turn:
 * the first belongs to the turn that the person has not finished, the second to the oldest turn that
 * is being answered, or to the one whose answer it begins. Times are those of arrival, on one clock.
 */
export class TurnTimeline {
  private turns: TurnRecord[] = [];

  /** Oldest first; what goes on reaches as far as `nowMs`. */
  public rows(nowMs: number): readonly TimelineRow[] {
    return this.turns.map((turn) => turn.row(nowMs));
  }

  public userSpeech({ speaking }: UserSpeechMessage, atMs: number): void {
    const open = this.listening;
    if (!speaking) {
      open?.speechEnded(atMs);
      return;
    }
    // Speech without any words that is over (a cough) came to nothing: no message says so.
    if (open !== undefined && open.turn === null && !open.isSpeaking) this.drop(open);
    (this.listening ?? this.begin(atMs)).speechStarted(atMs);
  }

  public transcript({ turn, text, is_final }: TranscriptMessage, atMs: number): void {
    const record = this.heard(turn, atMs);
    if (!is_final) return;
    if (text !== '') record.hasWords = true;
    else if (!record.hasWords && !record.isSpeaking) this.drop(record);
  }

  public agentState(state: AgentStateMessage, atMs: number): void {
    const answering = this.turns.find(({ stage }) => stage === 'answering');
    if (answering === undefined && !state.processing && !state.speaking) return;
    (answering ?? this.commit(atMs)).agent(state, atMs);
  }

  public toolRequested({ turn, request_id, tool_name }: ToolRequestMessage, atMs: number): void {
    this.answering(turn)?.toolRequested(request_id, tool_name, atMs);
  }

  public toolEnded({ turn, requestId }: ToolOutcome, atMs: number): void {
    this.answering(turn)?.toolEnded(requestId, atMs);
  }

  public interrupted({ turn }: InterruptedMessage, atMs: number): void {
    this.answering(turn)?.interrupted(atMs);
  }

  public paused({ turn }: PlaybackPausedMessage, atMs: number): void {
    this.answering(turn)?.pause(atMs);
  }

  public resumed({ turn }: PlaybackResumedMessage, atMs: number): void {
    this.answering(turn)?.resume(atMs);
  }

  public measured(metrics: TurnMetricsMessage, atMs: number): void {
    this.answering(metrics.turn)?.measured(metrics, atMs);
  }

  /** The call is over: nothing goes on any more. */
  public ended(atMs: number): void {
    for (const turn of this.turns) turn.end(atMs);
  }

  private get listening(): TurnRecord | undefined {
    return this.turns.findLast(({ stage }) => stage === 'listening');
  }

  /** The turn that the person's words belong to. */
  private heard(turn: number, atMs: number): TurnRecord {
    const open = this.listening;
    if (open?.turn === turn) return open;
    const startMs = open?.isSpeaking === true ? open.speechStartMs : undefined;
    if (open !== undefined && open.turn !== null) {
      // It was given up: no words came, or the microphone was muted.
      this.drop(open);
      const next = this.begin(startMs ?? atMs);
      if (startMs !== undefined) next.speechStarted(startMs);
      next.turn = turn;
      return next;
    }
    const record = open ?? this.begin(atMs);
    record.turn = turn;
    return record;
  }

  private answering(turn: number): TurnRecord | undefined {
    const named = this.turns.find((record) => record.turn === turn);
    if (named !== undefined) return named.stage === 'answering' ? named : undefined;
    const unnamed = this.turns.find(
      (record) => record.stage === 'answering' && record.turn === null,
    );
    if (unnamed !== undefined) unnamed.turn = turn;
    return unnamed;
  }

  /** An answer begins: to what the person has said, else of the agent's own accord. */
  private commit(atMs: number): TurnRecord {
    const open = this.listening;
    const record = open?.hasWords === true ? open : this.begin(atMs);
    record.committed(atMs);
    return record;
  }

  private begin(atMs: number): TurnRecord {
    const record = new TurnRecord(atMs);
    this.turns = [...this.turns, record].slice(-MAX_TURNS);
    return record;
  }

  private drop(record: TurnRecord): void {
    this.turns = this.turns.filter((other) => other !== record);
  }
}
