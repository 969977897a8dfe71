import type { LlmDone, LlmFailed, LlmStart, LlmToolCall } from '@voxrail/contracts';

import type { GenerationListener, LlmRail } from '../../rails/llm-rail';
import { TURN_DEADLINES_MS } from '../turn/turn-deadlines';

/** What the model says in one go; `text` and `calls` are complete when it is over. */
export interface GenerationEvents {
  /** Something has come, or a worker has been asked: waiting begins anew. */
  onProgress(): void;
  onText(text: string): void;
  onGenerationOver(done: LlmDone): void;
  onGenerationLost(): void;
}

/** An order for the next assistant message, and for the rest of it when a worker is lost on the way. */
export class Generation implements GenerationListener {
  public text = '';
  public calls: LlmToolCall[] = [];
  private order: number | undefined;
  private retried = false;

  public constructor(
    private readonly llm: LlmRail,
    private readonly nextOrder: () => number,
    private readonly request: Omit<LlmStart, 'continueAfter' | 'deadlineMs'>,
    private readonly events: GenerationEvents,
  ) {}

  /** Begins, or begins again after the last character received. */
  public start(order: number): void {
    this.stop();
    this.order = order;
    this.calls = [];
    this.events.onProgress();
    const start: LlmStart = {
      ...this.request,
      continueAfter: this.text,
      deadlineMs: TURN_DEADLINES_MS.generation,
    };
    this.llm.start(order, start, this);
  }

  /** The order that is being answered. */
  public get running(): number | undefined {
    return this.order;
  }

  /** Nothing of it is delivered any more. */
  public stop(): void {
    if (this.order !== undefined) this.llm.stop(this.order);
    this.order = undefined;
  }

  public onDelta(text: string): void {
    this.events.onProgress();
    this.text += text;
    this.events.onText(text);
  }

  public onToolCall(call: LlmToolCall): void {
    this.events.onProgress();
    this.calls.push(call);
  }

  public onGenerated(done: LlmDone): void {
    this.stop();
    this.events.onGenerationOver(done);
  }

  public onGenerationFailed(failure: LlmFailed): void {
    if (!failure.retryable || this.retried) {
      this.lose();
      return;
    }
    this.retried = true;
    this.start(this.nextOrder());
  }

  private lose(): void {
    this.stop();
    this.events.onGenerationLost();
  }
}
