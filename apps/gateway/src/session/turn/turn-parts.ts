import type { AnswerParts } from '../answer/answer';

/** What turns are made with, one set a session. */
export interface TurnParts extends AnswerParts {
  /** The session's trace; each turn is a span of it. */
  readonly traceparent: string;
}
