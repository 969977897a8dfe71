import type { LlmStart, LlmToolCall } from '@voxrail/contracts';

import type { ModelOutput } from '../tool-calls/model-output';
import { OutputParser } from '../tool-calls/output-parser';
import { readToolCall } from '../tool-calls/tool-call-reader';

/** Where the parts of an answer go. */
export interface AnswerSink {
  /** `offset` is the position of the text's first character in the answer. */
  onDelta(text: string, offset: number): void;
  onToolCall(call: LlmToolCall): void;
}

/** Turns the model's text into speech and calls, in order, and counts both. */
export class AnswerText {
  private readonly parser: OutputParser;
  private readonly offeredTools: ReadonlySet<string>;
  private characterCount = 0;
  private callCount = 0;

  public constructor(
    start: Pick<LlmStart, 'tools' | 'continueAfter'>,
    private readonly sink: AnswerSink,
  ) {
    this.parser = new OutputParser(start.continueAfter !== '');
    this.offeredTools = new Set(start.tools.map((tool) => tool.name));
  }

  /** Of speech, so far. */
  public get characters(): number {
    return this.characterCount;
  }

  public get calls(): number {
    return this.callCount;
  }

  /** Whether anything has left that could not be taken back. */
  public get hasBegun(): boolean {
    return this.characterCount > 0 || this.callCount > 0;
  }

  public push(text: string): void {
    this.hand(this.parser.push(text));
  }

  public end(): void {
    this.hand(this.parser.end());
  }

  private hand(outputs: readonly ModelOutput[]): void {
    for (const output of outputs) {
      switch (output.kind) {
        case 'speech': {
          const offset = this.characterCount;
          this.characterCount += output.text.length;
          this.sink.onDelta(output.text, offset);
          break;
        }
        case 'call': {
          const index = this.callCount;
          this.callCount += 1;
          this.sink.onToolCall({ index, ...readToolCall(output.body, this.offeredTools) });
          break;
        }
      }
    }
  }
}
