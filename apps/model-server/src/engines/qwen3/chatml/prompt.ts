export interface PromptTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface PromptCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export type PromptMessage =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly calls: readonly PromptCall[] }
  /** Results of calls, in the calls' order. */
  | { readonly role: 'tool'; readonly results: readonly string[] };

/** A rendered Qwen3 prompt, read back. */
export interface Prompt {
  readonly instructions: string;
  readonly tools: readonly PromptTool[];
  readonly messages: readonly PromptMessage[];
  /** The answer's beginning, when it stands in the prompt already. */
  readonly begun: string;
}
