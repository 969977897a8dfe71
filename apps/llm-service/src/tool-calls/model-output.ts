/** What the model's text consists of, in its order. */
export type ModelOutput =
  | { readonly kind: 'speech'; readonly text: string }
  /** The text between the tags of a call; `closed` is false when the stream ended within it. */
  | { readonly kind: 'call'; readonly body: string; readonly closed: boolean };
