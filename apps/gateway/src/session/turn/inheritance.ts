import { AnswerMessages } from '../answer/answer-messages';
import { heardOf } from '../continuity/heard-marks';
import type {
  AnswerRecord,
  CallRecord,
  OwedRecord,
  SessionSnapshot,
} from '../continuity/session-record';
import { Deadline } from '../deadline';
import { recordTurn } from '../session-metrics';
import { describeOutcome, PENDING_TOOL_RESULT, UNKNOWN_TOOL_RESULT } from '../tools/tool-outcome';
import { REPORT_WAIT_MS } from './absence';
import type { TurnParts } from './turn-parts';
import { TurnTimeline } from './turn-timeline';

/** What a gateway tells of its turns for another one to go on with. */
export type TurnState = Pick<
  SessionSnapshot,
  'turn' | 'usage' | 'answer' | 'owed' | 'says' | 'said'
>;

/** A conversation that has been going on at another gateway, or has not begun. */
export interface ConversationSoFar extends TurnState {
  readonly calls: readonly CallRecord[];
  /** Whether results of the calls may still come; if not, nobody will ever know them. */
  readonly callsGoOn: boolean;
}

/**
 * What another gateway was in the middle of. The answer ends with what the person has heard of it;
 * where that is nothing, or tools were still at work for it, one is owed.
 */
export class Inheritance {
  private readonly wait: Deadline;
  private readonly awaitedCalls = new Set<string>();
  private unfinished: AnswerRecord | null;
  private due: OwedRecord | null;

  /** @param onSettled nothing is left of it, but the answer that is owed. */
  public constructor(
    private readonly parts: TurnParts,
    { answer, owed, calls, callsGoOn }: ConversationSoFar,
    private readonly onSettled: (owed: OwedRecord | null) => void,
  ) {
    this.unfinished = answer;
    this.due = owed;
    this.wait = new Deadline(parts.clock, () => {
      this.settle();
      this.pay();
    });
    if (answer !== null && calls.some(({ turn }) => turn === answer.turn)) this.due = again(answer);
    for (const call of calls) this.inherit(call, callsGoOn);
  }

  /** The answer of which it is not known yet how much was heard. */
  public get answer(): AnswerRecord | null {
    return this.unfinished;
  }

  public get owed(): OwedRecord | null {
    return this.unfinished === null ? this.due : null;
  }

  public get isSettled(): boolean {
    return this.unfinished === null && this.due === null;
  }

  /** The client is there, and tells within a moment how much it has heard. */
  public begin(): void {
    if (this.unfinished === null) this.pay();
    else this.wait.arm(REPORT_WAIT_MS);
  }

  public reportPlayback(turn: number, playedMs: number): void {
    if (this.unfinished?.turn !== turn) return;
    this.settle(playedMs);
    this.pay();
  }

  /** The conversation goes on without what is owed. */
  public giveUp(): void {
    this.settle();
    this.due = null;
  }

  public close(): void {
    this.wait.clear();
    this.due = null;
  }

  private inherit(call: CallRecord, goesOn: boolean): void {
    const { conversation, tools } = this.parts;
    const { turn, requestId, remainingMs } = call;
    if (!goesOn) {
      conversation.addToolResult(turn, requestId, UNKNOWN_TOOL_RESULT);
      return;
    }
    // A call that is shown as pending already has been given up on by its turn.
    if (!conversation.hasResultOf(requestId)) {
      conversation.addToolResult(turn, requestId, PENDING_TOOL_RESULT);
      this.awaitedCalls.add(requestId);
    }
    tools.expect(turn, call, remainingMs, (outcome) => {
      conversation.addToolResult(turn, requestId, describeOutcome(outcome));
      if (this.awaitedCalls.delete(requestId) && outcome.status !== 'cancelled') this.pay();
    });
  }

  private settle(playedMs = this.unfinished?.playedMs ?? 0): void {
    const answer = this.unfinished;
    if (answer === null) return;
    this.unfinished = null;
    this.wait.clear();
    const { turn, text, unrecorded } = answer;
    const heard = heardOf(answer, playedMs);
    const { client, conversation } = this.parts;
    conversation.addAssistant(turn, unrecorded, []);
    conversation.keepHeard(turn, heard);
    const messages = new AnswerMessages(client, turn);
    const timeline = new TurnTimeline();
    messages.interrupted(playedMs);
    messages.over(text, heard, true, timeline);
    recordTurn('interrupted', timeline.latency());
    if (heard === 0) this.due = again(answer);
  }

  private pay(): void {
    if (this.unfinished !== null || this.awaitedCalls.size > 0) return;
    const { due } = this;
    this.due = null;
    this.onSettled(due);
  }
}

function again({ text, given, interruptible }: AnswerRecord): OwedRecord {
  return { text: given ? text : '', given, interruptible };
}
