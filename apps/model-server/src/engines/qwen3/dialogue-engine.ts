import type { Cancellation, Engine, EngineOutputs, EngineRequest } from '../engine';
import { answerPrompt } from './answer';
import { readPrompt } from './chatml/prompt-reader';
import { readGenerationRequest } from './generation-request';
import { TokenWriter } from './token-writer';

/**
 * A small rule-based conversation behind the interface of a language model: it reads the rendered
 * prompt and answers as Qwen3 would write it, tool calls included, as fast as it can.
 */
export class DialogueEngine implements Engine {
  public constructor(private readonly now: () => Date = () => new Date()) {}

  public execute(
    request: EngineRequest,
    respond: (outputs: EngineOutputs) => void,
    cancellation: Cancellation,
  ): void {
    const generation = readGenerationRequest(request);
    const answer = answerPrompt(readPrompt(generation.prompt), this.now());
    const writer = new TokenWriter(generation, answer, respond);
    if (!generation.stream) {
      writer.writeWhole();
      return;
    }
    do writer.writeNext();
    while (!writer.done && !cancellation.cancelled);
  }

  public close(): void {
    // Holds nothing.
  }
}

export function createEngine(): Promise<Engine> {
  return Promise.resolve(new DialogueEngine());
}
