import type { Caller, TurnRecord } from '@voxrail/caller';
import type { TurnMetricsMessage } from '@voxrail/client';

export interface TalkTurn {
  readonly turn: number;
  readonly heard: string;
  readonly said: string;
  /** What of `said` reached the ear. */
  readonly saidHeard: string | null;
  readonly interrupted: boolean;
  readonly toolCalls: number;
  /** End of speech to first audible audio, measured on this side. */
  readonly measuredMs: number | null;
  readonly metrics: TurnMetricsMessage | null;
}

export interface TalkResult {
  readonly turns: readonly TalkTurn[];
  readonly underruns: number;
  /** Audio of an interrupted turn that came after `interrupted`. */
  readonly deadChunks: number;
  /** Why the gateway ended the call before the conversation was over; null where it did not. */
  readonly endedEarly: string | null;
  readonly errors: readonly { readonly code: string; readonly message: string }[];
}

export function talkResult(caller: Caller, endedEarly: boolean): TalkResult {
  const { record } = caller;
  return {
    turns: [...record.turns.values()].map((turn) => talkTurn(turn, caller.latencyMs(turn.turn))),
    underruns: caller.underruns,
    deadChunks: record.deadChunks,
    endedEarly: endedEarly ? (record.ending?.reason ?? 'connection lost') : null,
    errors: record.errors.map(({ code, message }) => ({ code, message })),
  };
}

function talkTurn(turn: TurnRecord, measuredMs: number | null): TalkTurn {
  return {
    turn: turn.turn,
    heard: turn.transcript,
    said: turn.agentText,
    saidHeard: turn.heard,
    interrupted: turn.interruptedMs !== null,
    toolCalls: turn.toolCalls,
    measuredMs,
    metrics: turn.metrics,
  };
}
