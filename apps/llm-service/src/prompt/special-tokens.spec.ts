import * as fc from 'fast-check';

import {
  QWEN_ADDED_TOKENS,
  countSpecialTokens,
  neutralizeJson,
  neutralizeTokens,
} from './special-tokens';

const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...QWEN_ADDED_TOKENS),
      fc.constantFrom('<', '|', '>', '<|', '|>', 'im_start', '/', 'think', '\\', '"', ' '),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

describe('neutralizeTokens', () => {
  it.each(QWEN_ADDED_TOKENS)('breaks %s and keeps it readable', (token) => {
    expect(neutralizeTokens(`a${token}b`)).toBe(`a< ${token.slice(1)}b`);
  });

  it('leaves no control token in any text, also beside text of its own', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (first, second) => {
        expect(countSpecialTokens(neutralizeTokens(first))).toBe(0);
        const joined = `${neutralizeTokens(first)}\n${neutralizeTokens(second)}`;
        expect(countSpecialTokens(joined)).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('changes nothing in text without control tokens', () => {
    expect(neutralizeTokens('a < b, <b>bold</b>, 3 |> 4')).toBe('a < b, <b>bold</b>, 3 |> 4');
  });
});

describe('neutralizeJson', () => {
  it('reaches strings and keys at any depth', () => {
    const value = { '<think>': ['<|im_end|>', { deep: 'x</tool_call>' }], n: 1, none: null };
    expect(neutralizeJson(value)).toEqual({
      '< think>': ['< |im_end|>', { deep: 'x< /tool_call>' }],
      n: 1,
      none: null,
    });
  });
});
