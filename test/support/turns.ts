import type { Caller, TurnRecord } from '@voxrail/caller';

const TURN_TIMEOUT_MS = 25_000;

/** The turn of this number, once it has ended and been heard. */
export async function untilOver(caller: Caller, number: number): Promise<TurnRecord> {
  const over = (): TurnRecord | undefined => {
    const turn = caller.record.turns.get(number);
    return turn?.metrics != null && caller.settled ? turn : undefined;
  };
  await caller.until(`turn ${number} to be over`, () => over() !== undefined, TURN_TIMEOUT_MS);
  const turn = over();
  if (turn === undefined) throw new Error(`turn ${number} was over and is not`);
  return turn;
}

function nextTurn(caller: Caller): number {
  return Math.max(0, ...caller.record.turns.keys()) + 1;
}

/** Says it, and hears the whole answer. */
export async function holdTurn(caller: Caller, speech: Int16Array): Promise<TurnRecord> {
  const number = nextTurn(caller);
  caller.speak(speech);
  const turn = await untilOver(caller, number);
  expect(turn.audioMs).toBeGreaterThan(0);
  expect(turn.heard).toBe(turn.agentText);
  return turn;
}

/** Types it, and returns when so much of the spoken answer has come. */
export async function untilAnswering(caller: Caller, text: string, audioMs: number): Promise<void> {
  const number = nextTurn(caller);
  caller.client.text(text);
  await caller.until(
    'the beginning of an answer',
    () => (caller.record.turns.get(number)?.audioMs ?? 0) > audioMs,
    TURN_TIMEOUT_MS,
  );
}
