import type { ClassConstructor } from 'class-transformer';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';

import { AsrFailed, AsrFinal, AsrPartial, AsrSpeechEnded, AsrSpeechStarted } from './asr-messages';
import { compileFlatRules } from './flat-rules';
import { LlmDelta, LlmDone, LlmFailed, LlmToolCall } from './llm-messages';
import { TtsAlignment, TtsCredit, TtsDone, TtsFailed, TtsStart, TtsTextEnd } from './tts-messages';

const FLAT: readonly ClassConstructor<object>[] = [
  AsrSpeechStarted,
  AsrPartial,
  AsrSpeechEnded,
  AsrFailed,
  LlmDelta,
  LlmToolCall,
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
];

/** Every field of the messages, with a value that is right. */
const RIGHT: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(NUMBERS.map((name) => [name, 1])),
  text: 'text',
  reason: 'silence',
  code: 'code',
  message: 'message',
  retryable: true,
  fatal: false,
  name: 'name',
  arguments: {},
  voice: 'default',
  language: 'en',
  traceparent: '00-trace',
};

const anything = fc.oneof(
  fc.constantFrom<unknown>(0, 1, -1, 0.5, '', 'silence', true, false, null, undefined, {}, []),
  fc.string(),
  fc.double(),
);

/** A right message of every class at once, with a few fields changed to anything. */
const message = fc
  .dictionary(fc.constantFrom(...Object.keys(RIGHT), 'defect'), anything, { maxKeys: 3 })
  .map((changes): Record<string, unknown> => ({ ...RIGHT, ...changes }));

describe('flat rules', () => {
  it.each(FLAT)('of %p say what class-validator says', (type) => {
    const rules = compileFlatRules(type);
    expect(rules?.(RIGHT)).toBeUndefined();
    fc.assert(
      fc.property(message, (plain) => {
        const [error] = validateSync(plainToInstance(type, plain), {
          stopAtFirstError: true,
          forbidUnknownValues: false,
        });
        const broken = rules?.(plain);
        expect(broken === undefined).toBe(error === undefined);
      }),
    );
  });

  it('are not made for a message that holds others', () => {
    expect(compileFlatRules(AsrFinal)).toBeUndefined();
    expect(compileFlatRules(LlmDone)).toBeUndefined();
  });
});
