import { parseWordTimings } from './word-timings';

describe('parseWordTimings', () => {
  it('turns seconds into milliseconds', () => {
    const json = '[{"word":"go","start":0.46,"end":0.63,"confidence":0.9}]';
    expect(parseWordTimings(json)).toEqual([
      { word: 'go', startMs: 460, endMs: 630, confidence: 0.9 },
    ]);
  });

  it('takes an unknown confidence for none, and keeps others between 0 and 1', () => {
    const json = '[{"word":"a","start":0,"end":1},{"word":"b","start":1,"end":2,"confidence":1.5}]';
    expect(parseWordTimings(json).map((word) => word.confidence)).toEqual([0, 1]);
  });

  it.each([
    '',
    'not json',
    '{}',
    'null',
    '[1,null,"a",{"word":1},{"word":"a","start":-1,"end":2}]',
  ])('leaves out what it cannot read: %s', (json) => {
    expect(parseWordTimings(json)).toEqual([]);
  });
});
