/** A message in the form that the chat template reads. */
export type TemplateMessage =
  | { readonly role: 'system' | 'user' | 'tool'; readonly content: string }
  | {
      readonly role: 'assistant';
      readonly content: string;
      readonly tool_calls?: readonly TemplateToolCall[];
    };

export interface TemplateToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** The form in which Qwen3 was taught to read tools. */
export interface TemplateTool {
  readonly type: 'function';
  readonly function: {
    readonly name: string;
    readonly description: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  };
}
