import type { TurnMetricsMessage } from '@voxrail/client';

import { medianMs, turnLatency } from './latency-parts';

const METRICS: TurnMetricsMessage = {
  turn: 3,
  end_of_speech_to_audio_ms: 410,
  endpointing_ms: 330,
  asr_ms: null,
  llm_ttft_ms: 40,
  tts_ttfb_ms: 30,
  overhead_ms: 10,
  speculated: true,
  revisions: 0,
  interrupted: false,
  tools: 0,
  usage: { input_tokens: 1, output_tokens: 1, speculative_tokens: 0, audio_ms: 1 },
};

describe('turnLatency', () => {
  it('leaves out what was not measured', () => {
    const latency = turnLatency(METRICS);
    expect(latency?.totalMs).toBe(410);
    expect(latency?.parts.map(({ name, ms }) => [name, ms])).toEqual([
      ['endpointing', 330],
      ['llm', 40],
      ['tts', 30],
      ['overhead', 10],
    ]);
  });

  it('is nothing for a turn that nobody’s speech began', () => {
    const none = { ...METRICS, end_of_speech_to_audio_ms: null, endpointing_ms: null };
    expect(turnLatency({ ...none, llm_ttft_ms: null, tts_ttfb_ms: null, overhead_ms: null })).toBe(
      undefined,
    );
  });
});

describe('medianMs', () => {
  it('is the middle, or the mean of the two in the middle, of what was spoken', () => {
    const of = (...totals: number[]): number | undefined =>
      medianMs(totals.map((totalMs) => ({ turn: 0, totalMs, typed: totalMs > 100, parts: [] })));
    expect([of(), of(3), of(1, 9, 2, 200), of(1, 2, 4, 9)]).toEqual([undefined, 3, 2, 3]);
  });
});
