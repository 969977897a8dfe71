import { compareRules } from './compare-rules';
import type { HeardTurn } from './heard-turn';

function paused(text: string, pauseMs: number): HeardTurn {
  return { pauses: [{ text, pauseMs }], text: 'that is all' };
}

describe('compareRules', () => {
  it('cuts a turn off at a pause that is longer than the silence', () => {
    const { silence } = compareRules([paused('hello', 300), paused('hello', 301)]);
    expect(silence).toEqual({ silenceMs: 300, cutOff: 1, latencyMs: 300 });
  });

  it('lets the check bridge a pause after unfinished words, as long as it may be held', () => {
    const { check } = compareRules([
      paused('i want to', 600),
      paused('i want to', 1_301),
      paused('my number is five five', 801),
      paused('my number is five five', 800),
      paused('i want it', 600),
    ]);
    expect(check).toEqual({ cutOff: 3, latencyMs: 300, heldNeedlessly: 0 });
  });

  it('counts what needless holding costs, and gives the silence of the same length', () => {
    const over: HeardTurn[] = Array.from({ length: 9 }, () => ({ pauses: [], text: 'yes' }));
    const { check, sameLatency } = compareRules([
      ...over,
      { pauses: [{ text: 'i think that', pauseMs: 350 }], text: 'i want to' },
    ]);
    expect(check).toEqual({ cutOff: 0, latencyMs: 400, heldNeedlessly: 1 });
    expect(sameLatency).toEqual({ silenceMs: 400, cutOff: 0, latencyMs: 400 });
  });

  it('finds the silence that cuts off as few', () => {
    const turns = [paused('i want it', 500), paused('i want to', 450), paused('i want to', 400)];
    const { check, sameCuts } = compareRules(turns);
    expect(check.cutOff).toBe(1);
    expect(sameCuts).toEqual({ silenceMs: 450, cutOff: 1, latencyMs: 450 });
  });
});
