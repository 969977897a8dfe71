import type { Clock } from '@voxrail/clock';
import type { HistoryMessage, LlmDone } from '@voxrail/contracts';

import type { Conversation } from '../history/conversation';
import { offersEndCall, END_CALL } from '../tools/end-call';
import type { ToolDesk } from '../tools/tool-desk';
import { ToolRound } from '../tools/tool-round';
import { MAX_TOOL_ROUNDS } from '../turn/turn-deadlines';
import type { AnswerOptions } from './answer-options';
import type { OrderUse } from './answer-orders';
import { Generation } from './generation';
import type { OrderParts } from './prepared-orders';

export interface ThinkingParts extends OrderParts {
  readonly clock: Clock;
  readonly conversation: Conversation;
  readonly tools: ToolDesk;
}

export interface ThinkingEvents {
  /** Number for a generation; `first` of a round, where one may have been prepared, or again after a loss. */
  takeOrder(use: OrderUse): number;
  /** Something has come from the model, or a worker has been asked. */
  onProgress(): void;
  onText(text: string): void;
  /** The text so far ends with calls, which wait for `callTools`. */
  onCalls(): void;
  /** The calls are being made, and more text may follow. */
  onCalling(): void;
  /** Every call has its outcome, and the model is asked again. */
  onResults(): void;
  onToolTimeout(): void;
  /** No text will follow. */
  onThought(): void;
  /** No text will follow, because of `message`. */
  onLost(message: string): void;
}

/** What the model makes of one turn: generations and tool rounds in a row. */
export class Thinking {
  private generation: Generation | undefined;
  private round: ToolRound | undefined;
  private rounds = 0;
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

  /** Answers `text`, which is not in the history yet. */
  public beginAhead(text: string): void {
    this.generate([{ role: 'user', content: text }]);
  }

  /** Makes the calls that the text ended with. What was answered stands in the history. */
  public callTools(): void {
    const { tools, conversation } = this.parts;
    const { config, turn, timeline } = this.options;
    const { calls = [], text: content = '' } = this.generation ?? {};
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
    this.events.onCalling();
    round.start();
  }

  /** Another worker goes on after the last character received. */
  public resume(): void {
    if (this.order !== undefined) this.generation?.start(this.events.takeOrder('again'));
  }

  /** Nothing is told any more; calls that are being made go on, and their results become history. */
  public stop(): void {
    this.generation?.stop();
    this.round?.abandon();
  }

  /** What the model is being asked. */
  public get order(): number | undefined {
    return this.generation?.running;
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
    this.generation = new Generation(llm, () => this.events.takeOrder('again'), request, {
      onProgress: () => {
        this.events.onProgress();
      },
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
    this.events.onCalls();
  }

  private toolsSettled(): void {
    // Who has said goodbye does not have to be asked for another one.
    if (this.endsCall && this.spokeBefore) this.events.onThought();
    else {
      this.events.onResults();
      this.generate([]);
    }
  }
}
