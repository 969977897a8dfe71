import type { ClassConstructor } from 'class-transformer';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';

import {
  AsrFailed,
  AsrFinal,
  AsrPartial,
  AsrSpeechEnded,
  AsrSpeechStarted,
  AsrStart,
} from './asr-messages';
import { LlmDelta, LlmDone, LlmFailed, LlmStart, LlmToolCall } from './llm-messages';
import { compileMessageRules } from './message-rules';
import { TtsAlignment, TtsCredit, TtsDone, TtsFailed, TtsStart, TtsTextEnd } from './tts-messages';

const MESSAGES: readonly ClassConstructor<object>[] = [
  AsrStart,
  AsrFinal,
  AsrSpeechStarted,
  AsrPartial,
  AsrSpeechEnded,
  AsrFailed,
  LlmStart,
  LlmDelta,
  LlmToolCall,
  LlmDone,
  LlmFailed,
  TtsStart,
  TtsTextEnd,
  TtsCredit,
  TtsAlignment,
  TtsDone,
  TtsFailed,
];

const NUMBERS = [
  'utterance',
  'atMs',
  'startSample',
  'prerollSample',
  'revision',
  'endSample',
  'index',
  'creditSamples',
  'deadlineMs',
  'samples',
  'segment',
  'textStart',
  'textEnd',
  'sampleStart',
  'sampleEnd',
  'firstAudioMs',
  'segments',
  'firstSample',
  'firstUtterance',
  'decodeMs',
  'confidence',
  'totalMs',
  'firstTokenMs',
  'droppedMessages',
];

const TEXTS = ['text', 'code', 'message', 'name', 'voice', 'instructions', 'continueAfter'];

/** Every field of the messages that hold no other, with a value that is right. */
const FLAT: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(NUMBERS.map((name) => [name, 1])),
  ...Object.fromEntries(TEXTS.map((name) => [name, 'text'])),
  reason: 'silence',
  retryable: true,
  fatal: false,
  arguments: {},
  language: 'en',
  traceparent: '00-trace',
  finishReason: 'stop',
};

/** The same of every message that stands within another. */
const WITHIN: Readonly<Record<string, unknown>> = {
  mode: 'auto',
  threshold: 0.5,
  silenceMs: 300,
  idleMs: 1_000,
  minSpeechMs: 64,
  prefixMs: 300,
  maxUtteranceMs: 60_000,
  speculate: true,
  speculateAfterMs: 64,
  temperature: 0.7,
  topP: 0.8,
  topK: 20,
  maxTokens: 300,
  role: 'assistant',
  content: 'content',
  requestId: 'call',
  name: 'name',
  description: 'description',
  parameters: {},
  arguments: {},
  word: 'word',
  startMs: 0,
  endMs: 1,
  confidence: 1,
  inputTokens: 1,
  outputTokens: 1,
};

const RIGHT: Readonly<Record<string, unknown>> = {
  ...FLAT,
  config: WITHIN,
  sampling: WITHIN,
  usage: WITHIN,
  words: [WITHIN],
  tools: [WITHIN],
  messages: [{ ...WITHIN, toolCalls: [WITHIN] }],
};

const anything = fc.oneof(
  fc.constantFrom<unknown>(0, 1, -1, 0.5, '', 'silence', true, false, null, undefined, {}, []),
  fc.string(),
  fc.double(),
);

/** What may stand where a message should; nothing and lists in its place are another test's. */
const notAMessage = fc.constantFrom<unknown>(0, 'text', true);

const changedWithin = fc.oneof(
  fc
    .dictionary(fc.constantFrom(...Object.keys(WITHIN), 'toolCalls', 'interrupted'), anything, {
      maxKeys: 2,
    })
    .map((changes): unknown => ({ ...WITHIN, ...changes })),
  notAMessage,
);

const changedList = fc.oneof(fc.array(changedWithin, { maxLength: 3 }), notAMessage);

/** A right message of every class at once, with a few fields changed to anything. */
const message = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...Object.keys(FLAT), 'defect'), anything, { maxKeys: 3 }),
    fc.dictionary(fc.constantFrom('config', 'sampling', 'usage'), changedWithin, { maxKeys: 1 }),
    fc.dictionary(fc.constantFrom('words', 'tools', 'messages'), changedList, { maxKeys: 1 }),
  )
  .map((changes): Record<string, unknown> => Object.assign({ ...RIGHT }, ...changes) as never);

describe('message rules', () => {
  it.each(MESSAGES)('of %p say what class-validator says', (type) => {
    const rules = compileMessageRules(type);
    expect(rules(RIGHT)).toBeUndefined();
    fc.assert(
      fc.property(message, (plain) => {
        const [error] = validateSync(plainToInstance(type, plain), {
          stopAtFirstError: true,
          forbidUnknownValues: false,
        });
        expect(rules(plain)).toEqual(error === undefined ? undefined : expect.any(String));
      }),
    );
  });

  it('name the field within a message that is broken', () => {
    const rules = compileMessageRules(LlmStart);
    const messages = [WITHIN, { ...WITHIN, role: 'nobody' }];
    expect(rules({ ...RIGHT, messages })).toBe('messages.role');
    expect(rules({ ...RIGHT, sampling: undefined })).toBe('sampling');
  });

  it('let no list and no absence stand for a message, and no null for an element', () => {
    const rules = compileMessageRules(LlmStart);
    expect(rules({ ...RIGHT, sampling: [] })).toBe('sampling');
    expect(rules({ ...RIGHT, messages: [null] })).toBe('messages');
    expect(rules({ ...RIGHT, messages: [[]] })).toBe('messages');
  });
});
