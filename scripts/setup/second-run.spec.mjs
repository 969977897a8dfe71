import { runAgainAlone } from './second-run.mjs';

const failure = (name, file = 'test/a.e2e.ts') => ({
  file,
  name,
  message: 'expected 1, received 2',
});

function results(passed, ...failures) {
  return { passed, failed: failures.length, failures };
}

describe('a second run', () => {
  it('runs what failed and nothing else, and counts what passes then', async () => {
    const asked = [];
    const { results: last, passedAlone } = await runAgainAlone(
      results(7, failure('a'), failure('b')),
      (failures) => {
        asked.push(failures.map(({ name }) => name));
        return Promise.resolve(results(1, failure('b')));
      },
    );
    expect(asked).toEqual([['a', 'b']]);
    expect(last).toEqual(results(8, failure('b')));
    expect(passedAlone).toEqual([failure('a')]);
  });

  it('tells two tests of one name in two files apart', async () => {
    const { passedAlone } = await runAgainAlone(
      results(0, failure('a'), failure('a', 'test/b.e2e.ts')),
      () => Promise.resolve(results(1, failure('a'))),
    );
    expect(passedAlone).toEqual([failure('a', 'test/b.e2e.ts')]);
  });

  it('proves nothing if it ran other tests than those that failed', async () => {
    const first = results(7, failure('a'));
    for (const again of [results(0), results(2)]) {
      expect(await runAgainAlone(first, () => Promise.resolve(again))).toEqual({
        results: first,
        passedAlone: [],
      });
    }
  });

  it.each([
    ['where nothing failed', results(3)],
    [
      'where so many failed that no stall explains it',
      results(3, ...'abcdef'.split('').map((name) => failure(name))),
    ],
    ['of a file that could not be loaded', results(3, failure(''))],
  ])('is not made %s', async (_where, first) => {
    const never = () => Promise.reject(new Error('ran again'));
    expect(await runAgainAlone(first, never)).toEqual({ results: first, passedAlone: [] });
  });

  it('is not made of a part that has none', async () => {
    const first = results(3, failure('a'));
    expect(await runAgainAlone(first, undefined)).toEqual({ results: first, passedAlone: [] });
  });
});
