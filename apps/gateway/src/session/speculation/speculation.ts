import type { AnswerEvents, AnswerParts } from '../answer/answer';
import { Answer } from '../answer/answer';
import { normalizeTranscript } from '../endpointing/normalized-transcript';
import type { UserTurn } from '../turn/user-turn';
import type { SpeculationBudget } from './speculation-budget';

interface Held {
  readonly answer: Answer;
  /** What it answers, normalised. */
  readonly text: string;
  /** Of the conversation that it continues. */
  readonly version: number;
}

/**
 * The answer to what the person has probably said, worked out while it is not certain yet that they
 * have finished. Nobody hears of it until the turn is committed with the same words; if they go on, it
 * is thrown away, and the next pause begins a new revision. Configuration and tools cannot differ: an
 * update holds for later turns.
 */
export class Speculation {
  private held: Held | undefined;

  public constructor(
    private readonly parts: AnswerParts,
    private readonly budget: SpeculationBudget,
    private readonly turn: UserTurn,
    private readonly events: AnswerEvents,
  ) {}

  /** The person pauses and has said `text`: answers it, if it is not being answered already. */
  public consider(text: string): void {
    const normalized = normalizeTranscript(text);
    if (this.answers(normalized)) return;
    this.discard();
    if (normalized === '' || !this.budget.spend()) return;
    this.begin(text, normalized);
  }

  /** The person has said `text` and may go on: what answers something else is of no use any more. */
  public hear(text: string): void {
    if (this.held !== undefined && !this.answers(normalizeTranscript(text))) this.discard();
  }

  /** The turn is certain: the answer to exactly `text`, which is the caller's from here on. */
  public take(text: string): Answer | undefined {
    const { held } = this;
    if (held === undefined || !this.answers(normalizeTranscript(text))) {
      this.discard();
      return undefined;
    }
    this.held = undefined;
    return held.answer;
  }

  public discard(): void {
    const { held } = this;
    this.held = undefined;
    held?.answer.discard();
  }

  private begin(text: string, normalized: string): void {
    const { parts, turn } = this;
    turn.timeline.revisions += 1;
    const answer = new Answer(parts, turn.answerOptions, {
      ...this.events,
      onLost: () => {
        this.discard();
      },
    });
    this.held = { answer, text: normalized, version: parts.conversation.version };
    answer.replyAhead(turn.takePrepared(), text);
  }

  private answers(normalized: string): boolean {
    const { held } = this;
    return held?.text === normalized && held.version === this.parts.conversation.version;
  }
}
