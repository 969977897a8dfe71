import { TokenCounter } from './token-counter';
import { estimateTokens } from './token-estimate';

describe('the tokens of a growing conversation', () => {
  it('are counted as those of each text alone, again and again', () => {
    const counter = new TokenCounter();
    for (let prompt = 0; prompt < 3; prompt += 1) {
      for (const text of ['good morning', 'good morning', '天気', '']) {
        expect(counter.count(text)).toBe(estimateTokens(text));
      }
      counter.endPrompt();
    }
  });

  it('are estimated once for as long as the text stands in the prompts', () => {
    const estimated: string[] = [];
    const counter = new TokenCounter((text) => estimated.push(text));
    const prompts = [['a'], ['a', 'b'], ['b', 'c'], ['b', 'a']];
    for (const texts of prompts) {
      for (const text of texts) counter.count(text);
      counter.endPrompt();
    }
    expect(estimated).toEqual(['a', 'b', 'c', 'a']);
  });
});
