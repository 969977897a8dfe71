import type { TimelineRow } from './timeline-row';
import { turnInWords } from './turn-in-words';

const ROW: TimelineRow = {
  turn: 3,
  begunBy: 'speech',
  lengthMs: 4_000,
  over: true,
  revisions: 1,
  spans: [
    { kind: 'user', fromMs: 0, toMs: 1_200 },
    { kind: 'ahead', fromMs: 1_200, toMs: 1_530 },
    { kind: 'tool', fromMs: 1_600, toMs: 1_700, toolName: 'get_time' },
    { kind: 'speaking', fromMs: 1_800, toMs: 4_000 },
  ],
  marks: [
    { kind: 'commit', atMs: 1_530 },
    { kind: 'interruption', atMs: 4_000 },
  ],
};

describe('turnInWords', () => {
  it('tells what happened in the order in which it happened', () => {
    expect(turnInWords(ROW)).toBe(
      'Turn 3: you spoke 1.20 s, wait 0.33 s with the answer begun ahead (1 revision), ' +
        'commit at 1.53 s, tool get_time 0.10 s, agent spoke 2.20 s, interruption at 4.00 s',
    );
  });

  it('names a turn by who began it', () => {
    const nothing = { ...ROW, spans: [], marks: [] };
    expect(turnInWords({ ...nothing, begunBy: 'text' })).toMatch(/^Typed 3:/);
    expect(turnInWords({ ...nothing, begunBy: 'agent', turn: null })).toMatch(/^Agent:/);
  });
});
