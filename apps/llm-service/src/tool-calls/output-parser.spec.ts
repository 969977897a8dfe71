import * as fc from 'fast-check';

import { QWEN_ADDED_TOKENS } from '../prompt/special-tokens';
import type { ModelOutput } from './model-output';
import { OutputParser } from './output-parser';

/** What came out, with neighbouring speech joined: how it was cut must not matter. */
function parse(pieces: readonly string[], continuing = false): ModelOutput[] {
  const parser = new OutputParser(continuing);
  const outputs = [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
  const joined: ModelOutput[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.kind === 'speech' && last?.kind === 'speech') {
      joined[joined.length - 1] = { kind: 'speech', text: last.text + output.text };
    } else {
      joined.push(output);
    }
  }
  return joined;
}

function speech(text: string): ModelOutput {
  return { kind: 'speech', text };
}

const CALL = '{"name": "get_weather", "arguments": {"location": "Paris"}}';

const pieceOfOutput = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...QWEN_ADDED_TOKENS) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('<', '<t', '</', '<|', '<tool_call', '<thin', ' ', '\n'),
  },
  { weight: 2, arbitrary: fc.constantFrom('Hello', ' there.', CALL, 'x<y', ' é😀') },
  fc.string({ maxLength: 8 }),
);

const modelText = fc.array(pieceOfOutput, { maxLength: 12 }).map((pieces) => pieces.join(''));

/** A text and the same text cut anywhere. */
const cutText = modelText.chain((text) =>
  fc.array(fc.nat({ max: Math.max(0, text.length) }), { maxLength: 20 }).map((cuts) => {
    const places = [0, ...cuts.sort((a, b) => a - b), text.length];
    return { text, pieces: places.slice(1).map((end, i) => text.slice(places[i], end)) };
  }),
);

describe('OutputParser', () => {
  it('passes on speech as it comes', () => {
    const parser = new OutputParser();
    expect(parser.push('Hello')).toEqual([speech('Hello')]);
    expect(parser.push(' there.')).toEqual([speech(' there.')]);
  });

  it('holds back what could become a tag and lets go of it when it does not', () => {
    const parser = new OutputParser();
    expect(parser.push('1 <')).toEqual([speech('1')]);
    expect(parser.push(' 2')).toEqual([speech(' < 2')]);
  });

  it('reads a call between its tags', () => {
    expect(parse([`<tool_call>\n${CALL}\n</tool_call>`])).toEqual([
      { kind: 'call', body: `\n${CALL}\n`, closed: true },
    ]);
  });

  it('reads several calls and does not speak the white space around them', () => {
    const text = `Let me look.\n<tool_call>a</tool_call>\n<tool_call>b</tool_call>\n`;
    expect(parse([text])).toEqual([
      speech('Let me look.'),
      { kind: 'call', body: 'a', closed: true },
      { kind: 'call', body: 'b', closed: true },
    ]);
  });

  it('takes a last call that the stream ended in', () => {
    expect(parse(['<tool_call>', CALL])).toEqual([{ kind: 'call', body: CALL, closed: false }]);
  });

  it('does not speak thoughts, also when they never end', () => {
    expect(parse(['<think>\nHm.\n</think>\n\nYes.'])).toEqual([speech('Yes.')]);
    expect(parse(['Yes.<think>What if'])).toEqual([speech('Yes.')]);
  });

  it('does not speak the result of a tool that the model made up', () => {
    expect(parse(['Sure. <tool_response>5</tool_response> Five.'])).toEqual([
      speech('Sure. Five.'),
    ]);
  });

  it('stops at the end of the message, whatever follows', () => {
    expect(parse(['Bye.<|im_end|>\n<|im_start|>user\nHi<tool_call>x</tool_call>'])).toEqual([
      speech('Bye.'),
    ]);
  });

  it('leaves out a closing tag without an opening one and a tag that was never finished', () => {
    expect(parse(['So</think> it is'])).toEqual([speech('So it is')]);
    expect(parse(['So <tool_cal it is'])).toEqual([speech('So it is')]);
    expect(parse(['So it is <tool_cal'])).toEqual([speech('So it is')]);
  });

  it('keeps white space in front of a continued answer and drops it in front of a new one', () => {
    expect(parse([' and so on'], true)).toEqual([speech(' and so on')]);
    expect(parse(['\n\nAnd so on'])).toEqual([speech('And so on')]);
  });

  it('does not keep more of an endless call than it could ever read', () => {
    const [call] = parse(['<tool_call>', ...Array.from({ length: 100 }, () => 'x'.repeat(10_000))]);
    expect(call?.kind === 'call' && call.body.length).toBe(65_537);
  });

  it('makes the same of a text however it is cut', () => {
    fc.assert(
      fc.property(cutText, ({ text, pieces }) => {
        expect(parse(pieces)).toEqual(parse([text]));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never speaks a tag or a piece of one', () => {
    fc.assert(
      fc.property(cutText, ({ pieces }) => {
        for (const output of parse(pieces)) {
          if (output.kind !== 'speech') continue;
          expect(output.text).not.toMatch(/<\/?(tool_|think)|<\|/);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('speaks text without tags unchanged but for white space around it', () => {
    fc.assert(
      fc.property(
        fc.string().map((text) => text.replace(/</g, '')),
        (text) => {
          const words = text.trim();
          expect(parse(text.split(''))).toEqual(words === '' ? [] : [speech(words)]);
        },
      ),
    );
  });
});
