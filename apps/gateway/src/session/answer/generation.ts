import type { Clock } from '@voxrail/clock';
import type { LlmDone, LlmFailed, LlmStart, LlmToolCall } from '@voxrail/contracts';

import type { GenerationListener, LlmRail } from '../../rails/llm-rail';
import { Deadline } from '../deadline';
import { TURN_DEADLINES_MS } from '../turn/turn-deadlines';

/** What the model says in one go; `text` and `calls` are complete when it is over. */
export interface GenerationEvents {
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
  private readonly silence: Deadline;

  public constructor(
    private readonly llm: LlmRail,
    clock: Clock,
    private readonly nextOrder: () => number,
    private readonly request: Omit<LlmStart, 'continueAfter' | 'deadlineMs'>,
    private readonly events: GenerationEvents,
  ) {
    this.silence = new Deadline(clock, () => {
      this.lose();
    });
  }

  /** Begins, or begins again after the last character received. */
  public start(order: number): void {
    this.stopOrder();
    this.order = order;
    this.calls = [];
    this.silence.arm(TURN_DEADLINES_MS.generationSilence);
    const start: LlmStart = {
      ...this.request,
      continueAfter: this.text,
      deadlineMs: TURN_DEADLINES_MS.generation,
    };
    this.llm.start(order, start, this);
  }

  public get isRunning(): boolean {
    return this.order !== undefined;
  }

  /** Nothing of it is delivered any more. */
  public stop(): void {
    this.stopOrder();
    this.silence.clear();
  }

  public onDelta(text: string): void {
    this.silence.extend();
    this.text += text;
    this.events.onText(text);
  }

  public onToolCall(call: LlmToolCall): void {
    this.silence.extend();
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

  private stopOrder(): void {
    if (this.order !== undefined) this.llm.stop(this.order);
    this.order = undefined;
  }
}
