/** What one of its utterances has come to. */
type UtteranceState = 'speaking' | 'awaiting_final' | 'done';

/**
 * What the person says in one turn, until it is committed: one or more utterances, when speech went
 * on before the first was recognized, and whatever was typed meanwhile.
 */
export class UserMessage {
  private readonly utterances = new Map<number, UtteranceState>();
  private readonly texts: string[] = [];

  public speechStarted(utterance: number): void {
    this.utterances.set(utterance, 'speaking');
  }

  /** Whether the utterance was being spoken until now. */
  public speechEnded(utterance: number): boolean {
    if (this.utterances.get(utterance) !== 'speaking') return false;
    this.utterances.set(utterance, 'awaiting_final');
    return true;
  }

  /** Whether the utterance was waiting for its text: a second final changes nothing. */
  public recognized(utterance: number, text: string): boolean {
    const state = this.utterances.get(utterance);
    if (state === undefined || state === 'done') return false;
    this.utterances.set(utterance, 'done');
    this.append(text);
    return true;
  }

  /** Gives up on every utterance that is not done; no text comes of them. */
  public giveUpOnSpeech(): void {
    for (const utterance of this.utterances.keys()) this.utterances.set(utterance, 'done');
  }

  public append(text: string): void {
    const trimmed = text.trim();
    if (trimmed !== '') this.texts.push(trimmed);
  }

  public get isSpeaking(): boolean {
    return [...this.utterances.values()].includes('speaking');
  }

  /** Nothing more will come. */
  public get isComplete(): boolean {
    return [...this.utterances.values()].every((state) => state === 'done');
  }

  public get text(): string {
    return this.texts.join(' ');
  }

  /** All that was said, if `utterance` is `text`; undefined while another one is open. */
  public textWith(utterance: number, text: string): string | undefined {
    for (const [other, state] of this.utterances) {
      if (other !== utterance && state !== 'done') return undefined;
    }
    return [...this.texts, text.trim()].join(' ').trim();
  }
}
