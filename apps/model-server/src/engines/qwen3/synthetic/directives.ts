/** What a test may ask of the synthetic model within the person's words, `#name` or `#name=value`. */
export interface Directives {
  readonly words?: number;
  readonly firstTokenMs?: number;
  readonly tokensPerSecond?: number;
  /** Call the first tool that is offered. */
  readonly callTool: boolean;
  /** Fail after so many tokens. */
  readonly failAfterTokens?: number;
}

function numberOf(text: string, name: string): number | undefined {
  const value = new RegExp(`#${name}=(\\d+)`).exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}

/** `#words=200 #first_token_ms=50 #tokens_per_second=100 #tool #fail_after=3`, in any order. */
export function readDirectives(text: string): Directives {
  const words = numberOf(text, 'words');
  const firstTokenMs = numberOf(text, 'first_token_ms');
  const tokensPerSecond = numberOf(text, 'tokens_per_second');
  const failAfterTokens = numberOf(text, 'fail_after');
  return {
    callTool: /#tool\b/.test(text),
    ...(words === undefined ? {} : { words }),
    ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
    ...(tokensPerSecond === undefined ? {} : { tokensPerSecond }),
    ...(failAfterTokens === undefined ? {} : { failAfterTokens }),
  };
}
