import { byId } from './element';

export interface Tally {
  readonly answers: number;
  readonly cuts: number;
  readonly tools: number;
  /** Times the agent's voice ran dry in the middle of an answer. */
  readonly gaps: number;
}

export const EMPTY_TALLY: Tally = { answers: 0, cuts: 0, tools: 0, gaps: 0 };

/** What this call has come to so far, in numbers. */
export class TallyView {
  private readonly answers = byId('tally-answers', HTMLElement);
  private readonly cuts = byId('tally-cuts', HTMLElement);
  private readonly tools = byId('tally-tools', HTMLElement);
  private readonly gaps = byId('tally-gaps', HTMLElement);

  public show(tally: Tally): void {
    this.answers.textContent = String(tally.answers);
    this.cuts.textContent = String(tally.cuts);
    this.tools.textContent = String(tally.tools);
    this.gaps.textContent = String(tally.gaps);
  }
}
