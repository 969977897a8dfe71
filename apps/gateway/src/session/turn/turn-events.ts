/** What a session is told of its turns. */
export interface TurnEvents {
  /** The person or the agent did something: the session is not idle. */
  onActivity(): void;
  /** No message of the person is open any more. */
  onMessageClosed(): void;
  /** A turn is certain, or is over: the conversation is another one than before. */
  onChanged(): void;
  /** The agent hangs up. */
  onHangup(): void;
}
