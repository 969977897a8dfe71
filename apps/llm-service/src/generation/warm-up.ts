import type { Clock } from '@voxrail/clock';
import type { LlmStart } from '@voxrail/contracts';
import { FrameKind, decodeFrame, decodePayload, encodeJsonFrame } from '@voxrail/contracts';
import { newTraceparent } from '@voxrail/observability';

import { ModelStream } from '../model/model-stream';
import type { ModelStreams } from '../model/model-stream';
import { ChatTemplate } from '../prompt/chat-template';
import { PromptRenderer } from '../prompt/prompt-renderer';
import type { GenerationLimits } from './generation';
import { Generation } from './generation';

/** The first answer of a process took 40 ms longer than the fourth; after that it hardly changes. */
const ANSWERS = 3;

const DEADLINE_MS = 10_000;

export interface WarmUpParts {
  readonly clock: Clock;
  readonly streams: ModelStreams;
  readonly limits: GenerationLimits;
}

/**
 * Answers nobody, a few times, by the same way as everyone: what is done for the first time in a
 * process, or by a model, takes many times as long, and no caller should wait for it.
 * Rejects where the model cannot answer.
 */
export async function warmUp(parts: WarmUpParts): Promise<void> {
  const renderer = new PromptRenderer(new ChatTemplate());
  for (let answer = 0; answer < ANSWERS; answer += 1) {
    await answerNobody(received(question()), renderer, parts);
  }
}

function question(): LlmStart {
  return {
    instructions: 'You are a friendly assistant on the phone.',
    messages: [
      { role: 'user', content: 'Hello, who is there?' },
      { role: 'assistant', content: 'Nobody yet.', interrupted: true },
      { role: 'user', content: 'Then good night.' },
    ],
    tools: [{ name: 'get_time', description: 'The time', parameters: { type: 'object' } }],
    sampling: { temperature: 0, topP: 1, topK: -1, maxTokens: 4 },
    continueAfter: '',
    deadlineMs: DEADLINE_MS,
    traceparent: newTraceparent(),
  };
}

/** As it comes from a gateway. */
function received(start: LlmStart): LlmStart {
  const address = { order: 0, seq: 0, offset: 0 };
  const frame = decodeFrame(encodeJsonFrame(FrameKind.LLM_START, address, start));
  const decoding = frame.ok ? decodePayload(FrameKind.LLM_START, frame.frame) : frame;
  if (!decoding.ok) throw new Error(decoding.defect);
  return decoding.value;
}

async function answerNobody(
  start: LlmStart,
  renderer: PromptRenderer,
  { clock, streams, limits }: WarmUpParts,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const takeStream = (traceparent: string): ModelStream => new ModelStream(streams, traceparent);
    const generation = new Generation(
      start,
      { clock, renderer, limits, takeStream },
      {
        onFirstText: () => undefined,
        onDelta: () => undefined,
        onToolCall: () => undefined,
        onDone: () => {
          resolve();
        },
        onFailed: ({ message }) => {
          reject(new Error(message));
        },
      },
    );
    generation.begin();
  });
}
