import type { Clock, Timer } from '@voxrail/clock';
import type { FinishReason, LlmDone, LlmStart } from '@voxrail/contracts';
import type { InferStreamResult } from '@voxrail/inference';

import type { ModelStream } from '../model/model-stream';
import type { GenerationOutput, ModelFinishReason } from '../model/qwen3-protocol';
import { generationRequest, readGenerationOutput } from '../model/qwen3-protocol';
import type { PromptRenderer, RenderedPrompt } from '../prompt/prompt-renderer';
import type { AnswerSink } from './answer-text';
import { AnswerText } from './answer-text';
import type { GenerationFailure } from './generation-failure';
import {
  DEADLINE_EXCEEDED,
  FIRST_TOKEN_TIMEOUT,
  STREAM_INCOMPLETE,
  TOKEN_TIMEOUT,
  failureOf,
} from './generation-failure';
import { Watchdog } from './watchdog';

/** After deltas and calls exactly one of `onDone` and `onFailed`, unless it was cancelled. */
export interface GenerationEvents extends AnswerSink {
  onDone(done: Omit<LlmDone, 'atMs'>, characters: number): void;
  onFailed(failure: GenerationFailure): void;
  onFirstText(afterMs: number): void;
}

export interface GenerationLimits {
  /** From the request to the first answer of the model. */
  readonly firstTokenMs: number;
  /** Between two answers of the model. */
  readonly tokenGapMs: number;
}

export interface GenerationParts {
  readonly clock: Clock;
  readonly renderer: PromptRenderer;
  readonly limits: GenerationLimits;
  takeStream(traceparent: string): ModelStream;
}

/** A server that is just restarting gets a moment before it is asked again. */
const RETRY_DELAY_MS = 100;

/** One answer of the model, from its start message to its end. */
export class Generation {
  private readonly startedAtMs: number;
  private readonly deadline: Timer;
  private readonly watchdog: Watchdog;
  private answer: AnswerText;
  private over = false;
  private stream: ModelStream | undefined;
  private retry: Timer | undefined;
  private retried = false;
  private firstTokenMs: number | null = null;
  private inputTokens = 0;
  private outputTokens = 0;
  private finishReason: ModelFinishReason | null = null;

  /** Nothing is called before `begin`. */
  public constructor(
    private readonly start: LlmStart,
    private readonly parts: GenerationParts,
    private readonly events: GenerationEvents,
  ) {
    this.startedAtMs = parts.clock.nowMs();
    this.answer = new AnswerText(start, events);
    this.watchdog = new Watchdog(parts.clock, () => {
      this.fail(this.firstTokenMs === null ? FIRST_TOKEN_TIMEOUT : TOKEN_TIMEOUT);
    });
    this.deadline = parts.clock.schedule(start.deadlineMs, () => {
      this.fail(DEADLINE_EXCEEDED);
    });
  }

  public begin(): void {
    let prompt: RenderedPrompt;
    try {
      prompt = this.parts.renderer.render(this.start);
    } catch (error) {
      this.fail(failureOf(error));
      return;
    }
    this.ask(prompt);
  }

  /** The model is told to stop; nothing more is said of this generation. Harmless when repeated or late. */
  public cancel(): void {
    this.over = true;
    this.deadline.cancel();
    this.watchdog.stop();
    this.retry?.cancel();
    this.stream?.cancel();
  }

  private ask(prompt: RenderedPrompt): void {
    const { sampling, traceparent } = this.start;
    this.watchdog.expectWithin(this.parts.limits.firstTokenMs);
    const stream = this.parts.takeStream(traceparent);
    this.stream = stream;
    stream.start(
      generationRequest({ prompt: prompt.text, sampling, maxTokens: prompt.maxTokens }),
      {
        onResponse: (response) => {
          this.receive(response);
        },
        onError: (error) => {
          this.lose(failureOf(error), prompt);
        },
        onEnd: () => {
          this.finish(prompt);
        },
      },
    );
  }

  /** Once more, if nothing of the answer has been given out that a second one could contradict. */
  private lose(failure: GenerationFailure, prompt: RenderedPrompt): void {
    if (!failure.retryable || this.retried || this.answer.hasBegun) {
      this.fail(failure);
      return;
    }
    this.retried = true;
    // What the first attempt held back, not knowing what it was, must not begin the second.
    this.answer = new AnswerText(this.start, this.events);
    this.finishReason = null;
    this.retry = this.parts.clock.schedule(RETRY_DELAY_MS, () => {
      this.ask(prompt);
    });
  }

  private receive(response: InferStreamResult): void {
    let output: GenerationOutput;
    try {
      output = readGenerationOutput(response);
    } catch (error) {
      this.fail(failureOf(error));
      return;
    }
    this.watchdog.expectWithin(this.parts.limits.tokenGapMs);
    this.inputTokens = Math.max(this.inputTokens, output.inputTokens);
    this.outputTokens += output.outputTokens;
    this.finishReason = output.finishReason ?? this.finishReason;
    if (output.text === '') return;
    if (this.firstTokenMs === null) {
      this.firstTokenMs = this.elapsedMs();
      this.events.onFirstText(this.firstTokenMs);
    }
    this.answer.push(output.text);
  }

  private finish(prompt: RenderedPrompt): void {
    if (this.over) return;
    if (this.finishReason === null || this.finishReason === 'abort') {
      this.lose(STREAM_INCOMPLETE, prompt);
      return;
    }
    this.answer.end();
    const { characters, calls } = this.answer;
    const finishReason: FinishReason = calls > 0 ? 'tool_calls' : this.finishReason;
    this.cancel();
    this.events.onDone(
      {
        finishReason,
        usage: { inputTokens: this.inputTokens, outputTokens: this.outputTokens },
        firstTokenMs: this.firstTokenMs,
        totalMs: this.elapsedMs(),
        droppedMessages: prompt.droppedMessages,
      },
      characters,
    );
  }

  private fail(failure: GenerationFailure): void {
    if (this.over) return;
    this.cancel();
    this.events.onFailed(failure);
  }

  private elapsedMs(): number {
    return this.parts.clock.nowMs() - this.startedAtMs;
  }
}
