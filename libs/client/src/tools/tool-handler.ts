import type { ToolCancelReason, ToolDefinition } from '@voxrail/contracts';

export interface ToolContext {
  readonly requestId: string;
  readonly turn: number;
  /** After this long the gateway stops waiting and cancels the call. */
  readonly deadlineMs: number;
  /** Aborted when the gateway cancels the call or the session ends; the reason says which. */
  readonly signal: AbortSignal;
}

/** Runs one call. What it resolves to must survive JSON; what it throws is told to the model by its message. */
export type ToolHandler = (
  parameters: Readonly<Record<string, unknown>>,
  context: ToolContext,
) => Promise<unknown>;

/** What the model is told of a tool: its name, what it is for, and a JSON Schema of its parameters. */
export type ToolOffer = Readonly<ToolDefinition>;

/** How a call ended, seen from the client. */
export type ToolOutcome = {
  readonly requestId: string;
  readonly toolName: string;
  readonly turn: number;
} & (
  | { readonly status: 'completed'; readonly result: unknown }
  | { readonly status: 'failed'; readonly error: string }
  | { readonly status: 'cancelled'; readonly reason: ToolCancelReason }
);
