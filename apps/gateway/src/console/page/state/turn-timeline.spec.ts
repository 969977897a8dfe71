import type { TurnMetricsMessage } from '@voxrail/client';
import fc from 'fast-check';

import { TurnTimeline } from './turn-timeline';

const METRICS: TurnMetricsMessage = {
  turn: 1,
  end_of_speech_to_audio_ms: null,
  endpointing_ms: null,
  asr_ms: null,
  llm_ttft_ms: null,
  tts_ttfb_ms: null,
  overhead_ms: null,
  speculated: false,
  revisions: 0,
  interrupted: false,
  tools: 0,
  usage: { input_tokens: 0, output_tokens: 0, speculative_tokens: 0, audio_ms: 0 },
};

const THINKING = { speaking: false, processing: true };
const SPEAKING = { speaking: true, processing: false };
const IDLE = { speaking: false, processing: false };

function final(turn: number, text = 'go forward') {
  return { turn, text, is_final: true, confidence: 1 };
}

function partial(turn: number) {
  return { turn, text: 'go', is_final: false, confidence: 0 };
}

/** A turn that was spoken from 1000 ms on and is answered from 2500 ms on. */
function spoken(turn = 1): TurnTimeline {
  const timeline = new TurnTimeline();
  timeline.userSpeech({ speaking: true }, 1_000);
  timeline.transcript(partial(turn), 1_200);
  timeline.userSpeech({ speaking: false }, 2_400);
  timeline.transcript(final(turn), 2_450);
  timeline.agentState(THINKING, 2_500);
  timeline.agentState(SPEAKING, 2_600);
  return timeline;
}

describe('TurnTimeline', () => {
  it('shows a turn from the first sound to the last, with the commit', () => {
    const timeline = spoken();
    timeline.agentState(IDLE, 4_000);
    timeline.measured(METRICS, 4_000);
    expect(timeline.rows(9_000)).toEqual([
      {
        turn: 1,
        begunBy: 'speech',
        lengthMs: 3_000,
        over: true,
        revisions: 0,
        spans: [
          { kind: 'user', fromMs: 0, toMs: 1_400 },
          { kind: 'waiting', fromMs: 1_400, toMs: 1_500 },
          { kind: 'thinking', fromMs: 1_500, toMs: 1_600 },
          { kind: 'speaking', fromMs: 1_600, toMs: 3_000 },
        ],
        marks: [{ kind: 'commit', atMs: 1_500 }],
      },
    ]);
  });

  it('puts the end of speech where the metrics say, and marks an answer that was begun ahead', () => {
    const timeline = spoken();
    const ahead = { speculated: true, revisions: 2, endpointing_ms: 300, asr_ms: 20 };
    timeline.measured({ ...METRICS, ...ahead }, 4_000);
    const [row] = timeline.rows(4_000);
    expect(row?.revisions).toBe(2);
    expect(row?.spans.slice(0, 2)).toEqual([
      { kind: 'user', fromMs: 0, toMs: 1_180 },
      { kind: 'ahead', fromMs: 1_180, toMs: 1_500 },
    ]);
  });

  it('lets what goes on reach to the present', () => {
    const [row] = spoken().rows(3_100);
    expect(row).toMatchObject({ over: false, lengthMs: 2_100 });
    expect(row?.spans.at(-1)).toEqual({ kind: 'speaking', fromMs: 1_600, toMs: 2_100 });
  });

  it('joins what is said after a pause to the same turn', () => {
    const timeline = new TurnTimeline();
    timeline.userSpeech({ speaking: true }, 0);
    timeline.userSpeech({ speaking: false }, 500);
    timeline.transcript(final(1), 510);
    timeline.userSpeech({ speaking: true }, 900);
    timeline.userSpeech({ speaking: false }, 1_500);
    timeline.transcript(final(1), 1_510);
    timeline.agentState(THINKING, 1_520);
    const rows = timeline.rows(1_520);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.spans.map(({ kind }) => kind)).toEqual(['user', 'waiting', 'user', 'waiting']);
    expect(rows[0]?.marks).toEqual([{ kind: 'commit', atMs: 1_520 }]);
  });

  it('shows a tool call from the request to the answer, or to the end of the turn', () => {
    const timeline = spoken();
    const request = { turn: 1, tool_name: 'get_time', parameters: {}, deadline_ms: 1_000 };
    timeline.toolRequested({ ...request, request_id: 'a' }, 2_700);
    timeline.toolRequested({ ...request, request_id: 'b' }, 2_700);
    const outcome = { requestId: 'a', toolName: 'get_time', turn: 1, result: 'noon' };
    timeline.toolEnded({ ...outcome, status: 'completed' }, 2_900);
    timeline.measured(METRICS, 3_500);
    const tools = timeline.rows(9_000)[0]?.spans.filter(({ kind }) => kind === 'tool');
    expect(tools).toEqual([
      { kind: 'tool', fromMs: 1_700, toMs: 1_900, toolName: 'get_time' },
      { kind: 'tool', fromMs: 1_700, toMs: 2_500, toolName: 'get_time' },
    ]);
  });

  it('shows where the agent was paused and went on', () => {
    const timeline = spoken();
    timeline.paused({ turn: 1 }, 3_000);
    timeline.agentState(SPEAKING, 3_100);
    timeline.resumed({ turn: 1, offset_ms: 400 }, 3_700);
    const [row] = timeline.rows(4_000);
    expect(row?.spans.slice(-3)).toEqual([
      { kind: 'speaking', fromMs: 1_600, toMs: 2_000 },
      { kind: 'paused', fromMs: 2_000, toMs: 2_700 },
      { kind: 'speaking', fromMs: 2_700, toMs: 3_000 },
    ]);
    expect(row?.marks.map(({ kind }) => kind)).toEqual(['commit', 'pause', 'resume']);
  });

  it('marks an interruption in the turn that was cut off, and begins the next with what is said', () => {
    const timeline = spoken();
    timeline.interrupted({ turn: 1, played_ms: 400 }, 3_000);
    timeline.agentState(IDLE, 3_000);
    timeline.measured({ ...METRICS, interrupted: true }, 3_000);
    timeline.userSpeech({ speaking: true }, 3_001);
    timeline.transcript(partial(2), 3_200);
    const [cut, next] = timeline.rows(3_500);
    expect(cut?.marks.at(-1)).toEqual({ kind: 'interruption', atMs: 2_000 });
    expect(next).toMatchObject({ turn: 2, spans: [{ kind: 'user', fromMs: 0, toMs: 499 }] });
  });

  it('keeps the agent’s side with the turn that is answered while the next is being said', () => {
    const timeline = spoken();
    timeline.userSpeech({ speaking: true }, 3_000);
    timeline.transcript(partial(2), 3_100);
    timeline.userSpeech({ speaking: false }, 3_500);
    timeline.transcript(final(2), 3_510);
    timeline.agentState(THINKING, 3_600);
    timeline.measured(METRICS, 4_000);
    timeline.agentState(THINKING, 4_010);
    const [first, second] = timeline.rows(4_100);
    expect(first?.spans.at(-1)).toEqual({ kind: 'thinking', fromMs: 2_600, toMs: 3_000 });
    expect(second?.marks).toEqual([{ kind: 'commit', atMs: 1_010 }]);
  });

  it('tells typed turns and what the agent says of its own accord from spoken turns', () => {
    const timeline = new TurnTimeline();
    timeline.agentState(THINKING, 0);
    timeline.measured(METRICS, 100);
    timeline.transcript(final(2, 'hello'), 200);
    timeline.agentState(THINKING, 201);
    const rows = timeline.rows(300);
    expect(rows.map(({ turn, begunBy }) => [turn, begunBy])).toEqual([
      [1, 'agent'],
      [2, 'text'],
    ]);
    expect(rows.map(({ marks }) => marks.length)).toEqual([0, 1]);
  });

  it('forgets speech that came to nothing', () => {
    const timeline = new TurnTimeline();
    timeline.userSpeech({ speaking: true }, 0);
    timeline.userSpeech({ speaking: false }, 400);
    timeline.transcript(final(1, ''), 410);
    expect(timeline.rows(500)).toEqual([]);
    timeline.userSpeech({ speaking: true }, 1_000);
    timeline.transcript(partial(2), 1_200);
    timeline.userSpeech({ speaking: false }, 1_500);
    timeline.userSpeech({ speaking: true }, 5_000);
    timeline.transcript(partial(3), 5_200);
    const expected = { turn: 3, spans: [{ kind: 'user', fromMs: 0, toMs: 500 }] };
    expect(timeline.rows(5_500)).toMatchObject([expected]);
  });

  it('ends every row with the call', () => {
    const timeline = spoken();
    timeline.ended(3_000);
    expect(timeline.rows(60_000)).toMatchObject([{ over: true, lengthMs: 2_000 }]);
  });

  it('keeps few rows, each within its own length, whatever comes in whatever order', () => {
    const turn = fc.integer({ min: 1, max: 9 });
    const step = fc.oneof(
      fc.boolean().map((speaking) => (t: TurnTimeline, atMs: number) => {
        t.userSpeech({ speaking }, atMs);
      }),
      fc
        .tuple(turn, fc.boolean(), fc.constantFrom('', 'go'))
        .map(([n, is_final, text]) => (t: TurnTimeline, atMs: number) => {
          t.transcript({ turn: n, text, is_final, confidence: 1 }, atMs);
        }),
      fc.constantFrom(THINKING, SPEAKING, IDLE).map((state) => (t: TurnTimeline, atMs: number) => {
        t.agentState(state, atMs);
      }),
      turn.map((n) => (t: TurnTimeline, atMs: number) => {
        t.paused({ turn: n }, atMs);
      }),
      turn.map((n) => (t: TurnTimeline, atMs: number) => {
        t.resumed({ turn: n, offset_ms: 0 }, atMs);
      }),
      fc
        .tuple(turn, fc.nat(4_000))
        .map(([n, endpointing_ms]) => (t: TurnTimeline, atMs: number) => {
          t.measured({ ...METRICS, turn: n, endpointing_ms }, atMs);
        }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const timeline = new TurnTimeline();
        steps.forEach((take, i) => {
          take(timeline, i * 100);
        });
        const rows = timeline.rows(steps.length * 100);
        expect(rows.length).toBeLessThanOrEqual(6);
        for (const row of rows) {
          for (const { fromMs, toMs } of row.spans) {
            expect(fromMs).toBeGreaterThanOrEqual(0);
            expect(toMs).toBeGreaterThan(fromMs);
            expect(toMs).toBeLessThanOrEqual(row.lengthMs);
          }
        }
      }),
    );
  });
});
