import { randomUUID } from 'node:crypto';

import type { HistoryToolCall, LlmToolCall, SessionConfig } from '@voxrail/contracts';

import type { Conversation } from '../history/conversation';
import { END_CALL } from './end-call';
import type { ToolDesk } from './tool-desk';
import type { ToolOutcome } from './tool-outcome';
import { describeOutcome, PENDING_TOOL_RESULT } from './tool-outcome';

interface RoundCall {
  readonly call: HistoryToolCall;
  /** Why the call is answered to the model at once and never reaches the client. */
  readonly refusal: string | undefined;
}

export interface ToolRoundOptions {
  readonly turn: number;
  readonly config: SessionConfig;
  readonly calls: readonly LlmToolCall[];
  /** What the model said before the calls. */
  readonly content: string;
  /** Told of each call that the client did not answer in time. */
  readonly onTimeout: (call: HistoryToolCall) => void;
  /** All calls have their outcome and stand in the history. Not called once abandoned. */
  readonly onSettled: () => void;
}

/** Answered here and not by the client. */
function isOurs({ name }: HistoryToolCall): boolean {
  return name === END_CALL;
}

const HANGING_UP: ToolOutcome = {
  status: 'completed',
  result: 'the call ends after your last words',
};

/** The tool calls that one generation ended with. */
export class ToolRound {
  private readonly calls: readonly RoundCall[];
  private readonly open = new Set<string>();
  private abandoned = false;

  public constructor(
    private readonly desk: ToolDesk,
    private readonly conversation: Conversation,
    private readonly options: ToolRoundOptions,
  ) {
    const offered = new Set(options.config.tools.map((tool) => tool.name));
    this.calls = options.calls.map((made) => ({
      call: { requestId: `call_${randomUUID()}`, name: made.name, arguments: made.arguments },
      refusal:
        made.defect ?? (offered.has(made.name) ? undefined : 'there is no tool with this name'),
    }));
  }

  /** How many calls are asked of the client. */
  public get requested(): number {
    return this.calls.filter(({ call, refusal }) => refusal === undefined && !isOurs(call)).length;
  }

  public start(): void {
    const { turn, content, config } = this.options;
    const made = this.calls.map((entry) => entry.call);
    this.conversation.addAssistant(turn, content, made);
    for (const { call } of this.calls) this.open.add(call.requestId);
    for (const { call, refusal } of this.calls) {
      if (refusal !== undefined) this.settle(call, { status: 'failed', error: refusal });
      else if (isOurs(call)) this.settle(call, HANGING_UP);
      else {
        this.desk.request(turn, call, config.tool_timeout_ms, (outcome) => {
          this.settle(call, outcome);
        });
      }
    }
  }

  /**
   * The turn is over before its calls are. They go on: a booking that was made is a fact. The
   * prompt shows them as pending, and a late result is added when it comes.
   */
  public abandon(): void {
    if (this.abandoned) return;
    this.abandoned = true;
    for (const requestId of this.open) {
      this.conversation.addToolResult(this.options.turn, requestId, PENDING_TOOL_RESULT);
    }
  }

  private settle(call: HistoryToolCall, outcome: ToolOutcome): void {
    this.open.delete(call.requestId);
    this.conversation.addToolResult(this.options.turn, call.requestId, describeOutcome(outcome));
    if (outcome.status === 'timed_out') this.options.onTimeout(call);
    if (this.abandoned || this.open.size > 0 || outcome.status === 'cancelled') return;
    this.options.onSettled();
  }
}
