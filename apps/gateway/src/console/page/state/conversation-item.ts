/** One entry of the conversation as the page shows it. `id` never changes. */
export type ConversationItem = UserItem | AgentItem | ToolItem;

export interface UserItem {
  readonly kind: 'user';
  readonly id: string;
  /** Null for a typed turn that the gateway has not numbered. */
  readonly turn: number | null;
  readonly text: string;
  /** False while words may still change. */
  readonly final: boolean;
  readonly typed: boolean;
}

export interface AgentItem {
  readonly kind: 'agent';
  readonly id: string;
  readonly turn: number;
  readonly text: string;
  /** How many characters have been spoken so far, by estimate: text comes long before its sound. */
  readonly spokenCharacters: number;
  /** How many characters of `text` the person heard; null until the gateway says so. */
  readonly heardCharacters: number | null;
  readonly interrupted: boolean;
}

export interface ToolItem {
  readonly kind: 'tool';
  readonly id: string;
  readonly turn: number;
  readonly toolName: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly outcome: ToolItemOutcome;
}

export type ToolItemOutcome =
  | { readonly status: 'running' }
  | { readonly status: 'completed'; readonly result: unknown }
  | { readonly status: 'failed'; readonly error: string }
  | { readonly status: 'cancelled'; readonly reason: string };
