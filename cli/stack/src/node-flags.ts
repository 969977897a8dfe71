/**
 * How Node runs each service; the Dockerfile's are the same. V8 lets the space for new objects grow from 1
 * to 16 MB with the load and shrink again in pauses, with more and longer collections while it is
 * small: here it is of one size (two semi-spaces, in MB).
 */
export const NODE_FLAGS = [
  '--enable-source-maps',
  '--min-semi-space-size=8',
  '--max-semi-space-size=8',
] as const;
