import { readWav } from '@voxrail/audio';
import { Caller } from '@voxrail/caller';

import { StartFailure } from './start-failure';

const ANSWER_TIMEOUT_MS = 20_000;

export interface SelfTestResult {
  readonly heard: string;
  readonly answered: string;
  /** End of speech to first audible audio, measured by the caller. */
  readonly latencyMs: number;
}

/**
 * Speaks a 16 kHz recording to a gateway and waits for the spoken answer.
 * @throws StartFailure saying how far the conversation came
 */
export async function holdSelfTest(url: string, recording: string): Promise<SelfTestResult> {
  const caller = new Caller({ url });
  try {
    await caller.call();
    caller.speak(readWav(recording).samples);
    const answered = (): boolean => caller.record.turns.size > 0 && caller.settled;
    await caller.until('a spoken answer', answered, ANSWER_TIMEOUT_MS);
    const [turn] = caller.record.turns.values();
    const latencyMs = turn === undefined ? null : caller.latencyMs(turn.turn);
    if (turn === undefined || latencyMs === null) throw new Error('nothing audible came back');
    return { heard: turn.transcript, answered: turn.agentText, latencyMs };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason';
    const told = caller.record.errors.map(({ code, message }) => `${code}: ${message}`).join('; ');
    throw new StartFailure(
      `the test conversation failed: ${reason}${told === '' ? '' : ` (${told})`}`,
      { cause: error },
    );
  } finally {
    await caller.hangUp();
  }
}
