import type { Clock } from '@voxrail/clock';
import { SystemClock } from '@voxrail/clock';

import type {
  Cancellation,
  Engine,
  EngineOutputs,
  EngineRequest,
  ModelDefinition,
} from '../../engine';
import { syntheticFailure } from '../../failure-schedule';
import { waitUntil } from '../../wait';
import { writeCall } from '../answer';
import type { Prompt } from '../chatml/prompt';
import { readPrompt } from '../chatml/prompt-reader';
import { Utterance } from '../dialogue/utterance';
import type { GenerationRequest } from '../generation-request';
import { readGenerationRequest } from '../generation-request';
import { TokenWriter } from '../token-writer';
import { fillArguments } from '../tools/argument-filling';
import type { Directives } from './directives';
import { readDirectives } from './directives';
import { syntheticAnswer } from './synthetic-answer';
import type { SyntheticOptions } from './synthetic-options';
import { readSyntheticOptions } from './synthetic-options';

const MS_PER_SECOND = 1_000;

interface Pace {
  readonly firstTokenMs: number;
  readonly msPerToken: number;
  readonly failAfterTokens: number;
}

/** A stand-in for a language model with set latencies, for benchmarks and tests. */
export class SyntheticEngine implements Engine {
  public constructor(
    private readonly options: SyntheticOptions,
    private readonly clock: Clock,
  ) {}

  public async execute(
    request: EngineRequest,
    respond: (outputs: EngineOutputs) => void,
    cancellation: Cancellation,
  ): Promise<void> {
    const startMs = this.clock.nowMs();
    const generation = readGenerationRequest(request);
    const prompt = readPrompt(withoutPast(generation.prompt));
    const said = prompt.messages.findLast((message) => message.role === 'user')?.text ?? '';
    const directives = readDirectives(said);
    const writer = new TokenWriter(generation, this.answer(prompt, said, directives), respond);
    const pace = { ...this.pace(directives), said };
    await this.write(generation, writer, pace, startMs, cancellation);
  }

  public close(): void {
    // Generations that still wait end with the thread.
  }

  /** Tokens that are due together come in one response, as vLLM merges what nobody has taken yet. */
  private async write(
    generation: GenerationRequest,
    writer: TokenWriter,
    pace: Pace & { readonly said: string },
    startMs: number,
    cancellation: Cancellation,
  ): Promise<void> {
    let dueMs = startMs + pace.firstTokenMs;
    let written = 0;
    do {
      if (this.clock.nowMs() < dueMs) await waitUntil(this.clock, dueMs, cancellation);
      if (cancellation.cancelled) return;
      if (written >= pace.failAfterTokens) throw syntheticFailure(pace.said);
      const left = Math.min(writer.length, pace.failAfterTokens) - written;
      const count = Math.max(1, Math.min(left, this.tokensDue(dueMs, pace)));
      if (generation.stream) writer.writeNext(count);
      dueMs += count * pace.msPerToken;
      written += count;
    } while (written < writer.length);
    if (!generation.stream) writer.writeWhole();
  }

  private tokensDue(firstDueMs: number, { msPerToken }: Pace): number {
    if (msPerToken === 0) return Number.POSITIVE_INFINITY;
    return 1 + Math.floor((this.clock.nowMs() - firstDueMs) / msPerToken);
  }

  private answer(prompt: Prompt, said: string, directives: Directives): string {
    const answering = prompt.messages.at(-1)?.role === 'user';
    const [tool] = prompt.tools;
    if (tool !== undefined && answering && (directives.callTool || this.options.callTools)) {
      return writeCall(fillArguments(tool, new Utterance(said)));
    }
    const answer = syntheticAnswer(said, directives.words ?? this.options.words);
    return answer.startsWith(prompt.begun) ? answer.slice(prompt.begun.length) : answer;
  }

  private pace(directives: Directives): Pace {
    const tokensPerSecond = directives.tokensPerSecond ?? this.options.tokensPerSecond;
    return {
      firstTokenMs: directives.firstTokenMs ?? this.options.firstTokenMs,
      msPerToken: tokensPerSecond > 0 ? MS_PER_SECOND / tokensPerSecond : 0,
      failAfterTokens: directives.failAfterTokens ?? Number.POSITIVE_INFINITY,
    };
  }
}

const USER = '<|im_start|>user\n';

/**
 * The system message, and what comes from the person's newest words on: what was said before is nothing to this
 * model, and reading all of a long conversation would be most of the time that it takes.
 */
function withoutPast(prompt: string): string {
  let newest = prompt.lastIndexOf(USER);
  while (newest > 0 && prompt.startsWith('<tool_response>', newest + USER.length)) {
    newest = prompt.lastIndexOf(USER, newest - 1);
  }
  const past = prompt.indexOf(USER);
  return past < newest ? prompt.slice(0, past) + prompt.slice(newest) : prompt;
}

export function createEngine(options: ModelDefinition['options']): Promise<Engine> {
  return Promise.resolve(new SyntheticEngine(readSyntheticOptions(options), new SystemClock()));
}
