/** A hesitant speaker pauses this often in one turn before the answer waits for the end of speech. */
const STARTS_PER_TURN = 5;

/** Starts that may be spent before any turn was answered. */
const FIRST_RESERVE = 8;

/** What fluent turns leave over is kept up to here: people hesitate several turns in a row. */
const LARGEST_RESERVE = 20;

/**
 * Starts that each committed turn gives back: in the long run, whatever the person does, at most
 * this many generations are begun early for each turn that is answered.
 */
const EARNED_PER_TURN = 3;

/** What answering before the turn is certain may cost a session. */
export class SpeculationBudget {
  private reserve = FIRST_RESERVE;
  private startsOfTurn = 0;

  /** Whether another start can be afforded; if so, it is paid for. */
  public spend(): boolean {
    if (this.reserve < 1 || this.startsOfTurn >= STARTS_PER_TURN) return false;
    this.reserve -= 1;
    this.startsOfTurn += 1;
    return true;
  }

  /** The turn was answered: the next one begins with what was earned. */
  public turnCommitted(): void {
    this.reserve = Math.min(LARGEST_RESERVE, this.reserve + EARNED_PER_TURN);
    this.startsOfTurn = 0;
  }

  /** Nothing came of the turn. */
  public turnAbandoned(): void {
    this.startsOfTurn = 0;
  }
}
