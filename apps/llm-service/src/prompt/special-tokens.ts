/** Every added token of Qwen3's tokenizer: vLLM reads these strings in a prompt as control tokens. */
export const QWEN_ADDED_TOKENS = [
  '<|endoftext|>',
  '<|im_start|>',
  '<|im_end|>',
  '<|object_ref_start|>',
  '<|object_ref_end|>',
  '<|box_start|>',
  '<|box_end|>',
  '<|quad_start|>',
  '<|quad_end|>',
  '<|vision_start|>',
  '<|vision_end|>',
  '<|vision_pad|>',
  '<|image_pad|>',
  '<|video_pad|>',
  '<tool_call>',
  '</tool_call>',
  '<|fim_prefix|>',
  '<|fim_middle|>',
  '<|fim_suffix|>',
  '<|fim_pad|>',
  '<|repo_name|>',
  '<|file_sep|>',
  '<tool_response>',
  '</tool_response>',
  '<think>',
  '</think>',
] as const;

const ANY_TOKEN = new RegExp(
  QWEN_ADDED_TOKENS.map((token) => token.replace(/[|/]/g, '\\$&')).join('|'),
  'g',
);

/** How many control tokens the tokenizer will find in `text`. */
export function countSpecialTokens(text: string): number {
  return text.match(ANY_TOKEN)?.length ?? 0;
}

/**
 * The text with a space after the `<` of every control token, so that it reads as what someone said
 * and can no longer end a message or begin a call. No token contains a space, so nothing that this
 * returns can hold one, also not across the place of the insertion.
 */
export function neutralizeTokens(text: string): string {
  return text.replace(ANY_TOKEN, (token) => `< ${token.slice(1)}`);
}

/** A JSON value with the control tokens in all of its strings and keys neutralised. */
export function neutralizeJson<T>(value: T): T {
  return JSON.parse(neutralizeTokens(JSON.stringify(value))) as T;
}
