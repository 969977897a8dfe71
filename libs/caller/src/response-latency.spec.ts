import { responseLatencyMs } from './response-latency';
import { newTurnRecord } from './turn-record';

const FIRST = { startMs: 0, endOfSpeechMs: 900, endMs: 1_200 };
const SECOND = { startMs: 3_000, endOfSpeechMs: 4_000, endMs: 4_300 };

describe('responseLatencyMs', () => {
  it('counts from the end of the speech that the turn answers', () => {
    const turn = { ...newTurnRecord(1), transcriptFinalMs: 1_300, firstAudibleMs: 1_350 };
    expect(responseLatencyMs(turn, [FIRST, SECOND])).toBe(450);
  });

  it('takes the later speech for the turn after a barge-in', () => {
    const turn = { ...newTurnRecord(2), transcriptFinalMs: 4_350, firstAudibleMs: 4_400 };
    expect(responseLatencyMs(turn, [FIRST, SECOND])).toBe(400);
  });

  it('measures nothing for a greeting, which nobody’s speech asked for', () => {
    expect(responseLatencyMs({ ...newTurnRecord(0), firstAudibleMs: 50 }, [FIRST])).toBeNull();
  });

  it('measures nothing where no answer was audible', () => {
    expect(
      responseLatencyMs({ ...newTurnRecord(1), transcriptFinalMs: 1_300 }, [FIRST]),
    ).toBeNull();
  });
});
