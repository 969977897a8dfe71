import { latencyTable } from './latency-table';
import type { TalkTurn } from './talk-result';

const TURN: TalkTurn = {
  turn: 1,
  heard: 'go forward ten meters',
  said: 'Moving.',
  saidHeard: 'Moving.',
  interrupted: false,
  toolCalls: 0,
  measuredMs: null,
  metrics: null,
};

describe('latencyTable', () => {
  it('lines up every number under its title and shows what was not measured as a dash', () => {
    const usage = { input_tokens: 1, output_tokens: 1, speculative_tokens: 0, audio_ms: 1 };
    const metrics = {
      turn: 12,
      end_of_speech_to_audio_ms: 431.4,
      endpointing_ms: 352,
      asr_ms: 12,
      llm_ttft_ms: 20,
      tts_ttfb_ms: 40,
      overhead_ms: 7.4,
      speculated: true,
      revisions: 0,
      interrupted: true,
      tools: 1,
      usage,
    };
    const lines = latencyTable([
      TURN,
      { ...TURN, turn: 12, measuredMs: 433.2, interrupted: true, toolCalls: 1, metrics },
    ]);
    expect(lines).toEqual([
      'turn  measured  reported  endpointing  asr  llm  tts  overhead',
      '   1         –         –            –    –    –    –         –',
      '  12       433       431          352   12   20   40         7  speculated, interrupted, 1 tool call',
    ]);
  });
});
