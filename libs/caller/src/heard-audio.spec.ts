import { HeardAudio } from './heard-audio';

function piece(
  turn: number,
  offsetMs: number,
  ...samples: number[]
): {
  turn: number;
  offsetMs: number;
  samples: Int16Array;
} {
  return { turn, offsetMs, samples: Int16Array.from(samples) };
}

describe('HeardAudio', () => {
  it('puts the pieces of a turn together and a pause between turns', () => {
    const heard = new HeardAudio();
    heard.add(piece(1, 0, 1, 2));
    heard.add(piece(1, 2, 3));
    heard.add(piece(2, 0, 9));
    expect([...heard.samples(5)]).toEqual([1, 2, 3, 0, 0, 9]);
  });

  it('forgets what came after an interruption', () => {
    const heard = new HeardAudio();
    heard.add(piece(1, 0, 1, 2, 3));
    heard.cut(1, 2);
    expect([...heard.samples(5)]).toEqual([1, 2]);
  });

  it('forgets a turn of which nothing was heard', () => {
    const heard = new HeardAudio();
    heard.add(piece(1, 0, 1, 2, 3));
    heard.cut(1, 0);
    heard.add(piece(2, 0, 9));
    expect([...heard.samples(5)]).toEqual([9]);
  });
});
