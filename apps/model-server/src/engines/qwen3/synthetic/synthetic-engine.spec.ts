import { VirtualClock } from '@voxrail/clock';

import type { EngineOutputs } from '../../engine';
import { EngineError } from '../../engine';
import { bool, text as bytes } from '../../tensors/write-tensor';
import { readText } from '../testing/read-outputs';
import { SyntheticEngine } from './synthetic-engine';
import { DEFAULT_SYNTHETIC_OPTIONS } from './synthetic-options';
import type { SyntheticOptions } from './synthetic-options';

const TOOLS = `<|im_start|>system
# Tools

You may call one or more functions to assist with the user query.
<tools>
{"type": "function", "function": {"name": "get_weather", "description": "", "parameters": {}}}
</tools><|im_end|>
`;

class Run {
  public readonly clock = new VirtualClock();
  public readonly outputs: EngineOutputs[] = [];
  public readonly atMs: number[] = [];
  public readonly cancellation = { cancelled: false };
  public readonly ended: Promise<void>;

  public constructor(
    said: string,
    options: Partial<SyntheticOptions> = {},
    before = '',
    after = '',
  ) {
    const engine = new SyntheticEngine({ ...DEFAULT_SYNTHETIC_OPTIONS, ...options }, this.clock);
    const prompt = `${before}<|im_start|>user\n${said}<|im_end|>\n${after}<|im_start|>assistant\n`;
    const inputs = {
      text_input: bytes(prompt),
      stream: bool(true),
      sampling_parameters: bytes('{"max_tokens": 300}'),
    };
    this.ended = engine.execute(
      { id: '1', inputs, parameters: {} },
      (given) => {
        this.outputs.push(given);
        this.atMs.push(this.clock.nowMs());
      },
      this.cancellation,
    );
  }

  public get text(): string {
    return this.outputs.map((given) => readText(given, 'text_output') ?? '').join('');
  }
}

const PAST =
  '<|im_start|>user\nearlier #words=3<|im_end|>\n<|im_start|>assistant\nA river.<|im_end|>\n';

const ROUND = `<|im_start|>assistant
<tool_call>
{"name": "get_weather", "arguments": {}}
</tool_call><|im_end|>
<|im_start|>user
<tool_response>
sunny
</tool_response><|im_end|>
`;

describe('SyntheticEngine', () => {
  it('answers the newest words, with the tools there are, whatever was said before', async () => {
    const run = new Run('hello', { words: 10 }, PAST);
    const alone = new Run('hello', { words: 10 });
    const calling = new Run('weather #tool', {}, TOOLS + PAST);
    await Promise.all([run.ended, alone.ended, calling.ended]);
    expect(run.text).toBe(alone.text);
    expect(calling.text).toContain('get_weather');
  });

  it('answers with the person’s words in mind when a tool has given its result', async () => {
    const run = new Run('weather #words=7', { words: 10 }, TOOLS + PAST, ROUND);
    await run.ended;
    expect(run.text.split(' ')).toHaveLength(7);
  });

  it('answers at once with so many words, always the same to the same text', async () => {
    const run = new Run('hello', { words: 10 });
    const again = new Run('hello', { words: 10 });
    const other = new Run('good bye', { words: 10 });
    await Promise.all([run.ended, again.ended, other.ended]);
    expect(run.text.split(' ')).toHaveLength(10);
    expect(again.text).toBe(run.text);
    expect(other.text).not.toBe(run.text);
  });

  it('keeps its latency to the first token and its speed', async () => {
    const run = new Run('hello', { words: 4, firstTokenMs: 100, tokensPerSecond: 50 });
    await run.clock.advanceAsync(200);
    await run.ended;
    expect(run.atMs).toEqual([100, 120, 140, 160]);
    expect(run.clock.pendingTimers).toBe(0);
  });

  it('gives tokens that are due together in one response', async () => {
    const run = new Run('hello', { words: 10 });
    await run.ended;
    expect(run.outputs).toHaveLength(1);
  });

  it('stops soon after it is cancelled', async () => {
    const run = new Run('hello', { firstTokenMs: 60_000 });
    await run.clock.advanceAsync(50);
    run.cancellation.cancelled = true;
    await run.clock.advanceAsync(10);
    await run.ended;
    expect(run.outputs).toEqual([]);
    expect(run.clock.pendingTimers).toBe(0);
  });

  it('does what the words of the person ask of it', async () => {
    const run = new Run('#words=3 #first_token_ms=20 #tokens_per_second=100');
    await run.clock.advanceAsync(60);
    await run.ended;
    expect(run.atMs).toEqual([20, 30, 40]);
  });

  it('fails when asked to, after as many tokens', async () => {
    const run = new Run('#fail_after=2');
    await expect(run.ended).rejects.toBeInstanceOf(EngineError);
    expect(run.text.split(' ')).toHaveLength(2);
  });

  it('calls a tool when asked to or set to, and speaks once it has the result', async () => {
    const asked = new Run('#tool', {}, TOOLS);
    const set = new Run('hello', { callTools: true }, TOOLS);
    const answered = new Run(
      '<tool_response>\n5\n</tool_response>',
      { callTools: true },
      `${TOOLS}<|im_start|>user\nhello<|im_end|>\n`,
    );
    await Promise.all([asked.ended, set.ended, answered.ended]);
    expect(asked.text).toMatch(/^<tool_call>\n\{"name": "get_weather".*\n<\/tool_call>$/);
    expect(set.text).toBe(asked.text);
    expect(answered.text).not.toContain('tool_call');
  });
});
