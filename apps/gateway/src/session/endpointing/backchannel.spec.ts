import fc from 'fast-check';

import { isBackchannel } from './backchannel';

describe('isBackchannel', () => {
  it.each([
    'mhm',
    'Mm-hmm.',
    'uh-huh',
    'uh huh',
    'Yeah.',
    'yeah yeah yeah',
    'right',
    'Okay, sure.',
    'I see.',
    'oh i see',
    'got it',
    'of course',
    'Oh, really?',
    'wow',
  ])('is true of "%s"', (text) => {
    expect(isBackchannel(text)).toBe(true);
  });

  it.each([
    '',
    '...',
    'no',
    'stop',
    'wait',
    'yeah but',
    'okay stop',
    'i see a problem',
    'i',
    'got',
    'right now',
    'yeah yeah yeah yeah',
    'sure tell me more',
    'what',
  ])('is false of "%s"', (text) => {
    expect(isBackchannel(text)).toBe(false);
  });

  it('never throws, and is never true of more than three words', () => {
    const words = fc.array(fc.constantFrom('yeah', 'i', 'see', 'uh', 'huh', 'right', 'no'));
    fc.assert(
      fc.property(words, (all) => {
        if (isBackchannel(all.join(' '))) expect(all.length).toBeLessThanOrEqual(3);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        isBackchannel(text);
      }),
    );
  });
});
