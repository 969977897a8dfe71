import goldens from './qwen3-prompts.golden.json';
import { estimateTokens } from './token-estimate';

/** Text with the number of tokens that Qwen3's own tokenizer makes of it. */
const COUNTED: readonly (readonly [string, number])[] = [
  [
    'Two roads met near the old harbour, and the captain asked whether anybody had noticed the extraordinary circumstances surrounding the disappearance of the lighthouse keeper.',
    28,
  ],
  ['Call +49 170 1234567 at 18:45 on 2026-03-14, order #998877, 12.50 EUR.', 53],
  [
    'Die Donaudampfschifffahrtsgesellschaft hat ihre Fahrpläne für Österreich geändert; außerdem können Fahrgäste nun früher einsteigen.',
    39,
  ],
  [
    'Сегодня утром мы поехали на вокзал, чтобы встретить наших старых друзей из Санкт-Петербурга.',
    28,
  ],
  ['今天早上我们去火车站迎接来自上海的老朋友，然后一起去吃早饭。', 17],
  ['आज सुबह हम अपने पुराने दोस्तों से मिलने स्टेशन गए।', 44],
  ['Σήμερα το πρωί πήγαμε στον σταθμό για να συναντήσουμε τους παλιούς μας φίλους.', 63],
  ['😀🎉👍🏽 👩‍👩‍👧‍👦 great 🚀🚀', 20],
  ['xkqzjw pfvbn qwrtz HJKLMNBV zxq aAbBcC qzqzqzqzqz', 33],
  ['c29tZSByYW5kb20gYnl0ZXMgdGhhdCBhcmUgbm90IHRleHQgYXQgYWxsIDEyMzQ1Njc4OTA=', 52],
  ['const pendingTimers = this.scheduled.filter((entry) => entry.atMs <= targetMs).length;', 22],
];

describe('estimateTokens', () => {
  it.each(COUNTED)('is not below the tokens of %j', (text, tokens) => {
    expect(estimateTokens(text)).toBeGreaterThanOrEqual(tokens);
  });

  it.each(goldens)('is neither below nor far above the tokens of $name', ({ prompt, tokens }) => {
    expect(estimateTokens(prompt)).toBeGreaterThanOrEqual(tokens);
    expect(estimateTokens(prompt)).toBeLessThan(tokens * 2.5);
  });

  it('counts nothing in no text', () => {
    expect(estimateTokens('')).toBe(0);
  });
});
