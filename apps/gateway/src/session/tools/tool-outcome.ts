/** How a tool call ended. Every call has exactly one. */
export type ToolOutcome =
  | { readonly status: 'completed'; readonly result: unknown }
  | { readonly status: 'failed'; readonly error: string }
  | { readonly status: 'timed_out' }
  | { readonly status: 'cancelled' };

/** What a prompt says of a call that is still running when the person goes on. */
export const PENDING_TOOL_RESULT = JSON.stringify({ status: 'pending' });

/** What a prompt says of a call whose gateway was lost before its result was known. */
export const UNKNOWN_TOOL_RESULT = JSON.stringify({
  error: 'the call was cancelled; whether it had an effect is not known',
});

/** The outcome as the model reads it. */
export function describeOutcome(outcome: ToolOutcome): string {
  switch (outcome.status) {
    case 'completed':
      return typeof outcome.result === 'string'
        ? outcome.result
        : JSON.stringify(outcome.result ?? null);
    case 'failed':
      return JSON.stringify({ error: outcome.error });
    case 'timed_out':
      return JSON.stringify({ error: 'the tool did not answer in time' });
    case 'cancelled':
      return JSON.stringify({ error: 'the call was cancelled' });
  }
}
