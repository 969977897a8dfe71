import type { RecognizeAudio, Recognition, SequenceRequest } from './recognition';
import { RecognizerError } from './recognizer-error';

/** A recognizer needs a tenth of the audio's time; one that needs more than this has stopped. */
const REQUEST_DEADLINE_MS = 3_000;

/** The next audio of an utterance, and which text of it is wanted. */
export type SequenceStep = Pick<SequenceRequest, 'audio' | 'decode' | 'end'>;

/** One attempt at an utterance: a sequence of requests, one at a time. */
export class RecognizerSequence {
  private begun = false;
  private abandoned = false;
  private underWay = false;

  /** @param id unique among everything that ever asks the same server. */
  public constructor(
    private readonly id: string,
    private readonly traceparent: string,
    private readonly recognize: RecognizeAudio,
  ) {}

  /** A request is under way. */
  public get busy(): boolean {
    return this.underWay;
  }

  /**
   * Sends one step; null when no text was wanted.
   * @throws RecognizerError the sequence is over.
   */
  public async ask(step: SequenceStep): Promise<Recognition | null> {
    const start = !this.begun;
    this.begun = true;
    this.underWay = true;
    try {
      const recognition = await this.send({ sequenceId: this.id, start, ...step });
      if (step.end) this.begun = false;
      return recognition;
    } catch (cause) {
      const error = RecognizerError.from(cause);
      // Refused at its start: there is no sequence that would have to be ended.
      if (start && error.code === 'capacity') this.begun = false;
      this.abandoned = true;
      throw error;
    } finally {
      this.underWay = false;
      if (this.abandoned) this.endUnheard();
    }
  }

  /** Frees the recognizer, as soon as it has answered what it was asked. */
  public abandon(): void {
    this.abandoned = true;
    if (!this.underWay) this.endUnheard();
  }

  /**
   * Without this the server would keep the recognizer until the sequence has been idle for too long. It is
   * not asked again where it is lost: that takes a connection that broke, or a request that hangs, and
   * asking again would need the same connection or wait behind the same request. The server's own limit is
   * the bound, 10 s (`maxIdleMs` of the model), and whoever finds no recognizer free waits (`RetryRules`).
   */
  private endUnheard(): void {
    if (!this.begun) return;
    this.begun = false;
    const end = { start: false, end: true, decode: 'no', audio: new Int16Array(0) } as const;
    // A sequence that the server does not know is what was wanted.
    this.send({ sequenceId: this.id, ...end }).catch(() => undefined);
  }

  private async send(request: SequenceRequest): Promise<Recognition | null> {
    return this.recognize(request, {
      deadlineMs: REQUEST_DEADLINE_MS,
      traceparent: this.traceparent,
    });
  }
}
