import type { Clock } from '@voxrail/clock';
import type { HistoryMessage, LlmDone } from '@voxrail/contracts';

import type { Conversation } from '../history/conversation';
import { offersEndCall, END_CALL } from '../tools/end-call';
import type { ToolDesk } from '../tools/tool-desk';
import { ToolRound } from '../tools/tool-round';
import { MAX_TOOL_ROUNDS } from '../turn/turn-deadlines';
import type { AnswerOptions } from './answer-options';
import { Generation } from './generation';
import type { OrderParts } from './prepared-orders';

export interface ThinkingParts extends OrderParts {
  readonly clock: Clock;
  readonly conversation: Conversation;
  readonly tools: ToolDesk;
}

export interface ThinkingEvents {
  /** Number for a generation; `first` of a round, where one may have been prepared, or again after a loss. */
  takeOrder(use: 'first' | 'again'): number;
  onText(text: string): void;
  /** The text so far is complete; the calls that it ended with are being made, and more text may follow. */
  onTools(): void;
  onToolTimeout(): void;
  /** No text will follow. */
  onThought(): void;
  /** No text will follow, because of `message`. */
  onLost(message: string): void;
}

/**
 * What the model makes of one turn: generations and tool rounds in a row. While it is held, the calls
 * that a generation ends with wait for `release`.
 */
export class Thinking {
  private generation: Generation | undefined;
  private round: ToolRound | undefined;
  private rounds = 0;
  private held = false;
  private callsWait = false;
  private endsCall = false;
  private spokeBefore = false;
  /** The text of the latest generation stands in the history, with the calls that it ended with. */
  private textIsRecorded = false;
  private inputTokens = 0;
  private outputTokens = 0;

  public constructor(
    private readonly parts: ThinkingParts,
    private readonly options: AnswerOptions,
    private readonly events: ThinkingEvents,
  ) {}

  /** Answers what the history ends with. */
  public begin(): void {
    this.generate([]);
  }

  /** Answers `text`, which is not in the history yet. Nothing has an effect before `release`. */
  public beginAhead(text: string): void {
    this.held = true;
    this.generate([{ role: 'user', content: text }]);
  }

  /** What was answered stands in the history now. */
  public release(): void {
    this.held = false;
    if (this.callsWait) this.runTools();
  }

  /** Another worker goes on after the last character received. */
  public resume(): void {
    if (this.isGenerating) this.generation?.start(this.events.takeOrder('again'));
  }

  /** Nothing is told any more; calls that are being made go on, and their results become history. */
  public stop(): void {
    this.generation?.stop();
    this.round?.abandon();
  }

  public get isGenerating(): boolean {
    return this.generation?.isRunning === true;
  }

  /** Whether the agent has asked for the call to end after this turn. */
  public get hangsUp(): boolean {
    return this.endsCall;
  }

  /** Text that does not stand in the history yet. */
  public get unrecordedText(): string {
    return this.textIsRecorded ? '' : (this.generation?.text ?? '');
  }

  public get usage(): { readonly inputTokens: number; readonly outputTokens: number } {
    const { inputTokens, outputTokens } = this;
    return { inputTokens, outputTokens };
  }

  private generate(ahead: readonly HistoryMessage[]): void {
    const { conversation, llm, clock } = this.parts;
    const { config, timeline, traceparent } = this.options;
    const { temperature, top_p, top_k, max_tokens } = config.generation;
    const request = {
      instructions: config.instructions,
      messages: [...conversation.messages(), ...ahead],
      tools: this.rounds < MAX_TOOL_ROUNDS ? [...config.tools] : [],
      sampling: { temperature, topP: top_p, topK: top_k, maxTokens: max_tokens },
      traceparent,
    };
    this.textIsRecorded = false;
    this.generation = new Generation(llm, clock, () => this.events.takeOrder('again'), request, {
      onText: (text) => {
        this.spokeBefore ||= text.trim() !== '';
        this.events.onText(text);
      },
      onGenerationOver: (done) => {
        this.generated(done);
      },
      onGenerationLost: () => {
        this.events.onLost('the language model gave no answer');
      },
    });
    timeline.generationStarted(clock.nowMs());
    this.generation.start(this.events.takeOrder('first'));
  }

  private generated(done: LlmDone): void {
    const calls = this.generation?.calls ?? [];
    this.inputTokens += done.usage.inputTokens;
    this.outputTokens += done.usage.outputTokens;
    if (done.finishReason !== 'tool_calls' || calls.length === 0) {
      this.events.onThought();
      return;
    }
    if (this.rounds >= MAX_TOOL_ROUNDS) {
      this.events.onLost('the language model keeps calling tools');
      return;
    }
    this.callsWait = true;
    if (!this.held) this.runTools();
  }

  private runTools(): void {
    const { tools, conversation } = this.parts;
    const { config, turn, timeline } = this.options;
    const { calls = [], text: content = '' } = this.generation ?? {};
    this.callsWait = false;
    this.rounds += 1;
    this.textIsRecorded = true;
    const hangsUp = calls.some(({ name, defect }) => name === END_CALL && defect === undefined);
    this.endsCall ||= hangsUp && offersEndCall(config);
    const round = new ToolRound(tools, conversation, {
      turn,
      config,
      calls,
      content,
      onTimeout: () => {
        this.events.onToolTimeout();
      },
      onSettled: () => {
        this.toolsSettled();
      },
    });
    this.round = round;
    timeline.tools += round.requested;
    this.events.onTools();
    round.start();
  }

  private toolsSettled(): void {
    // Who has said goodbye does not have to be asked for another one.
    if (this.endsCall && this.spokeBefore) this.events.onThought();
    else this.generate([]);
  }
}
