/**
 * How Node runs each service; the Dockerfile's are the same. V8 lets the space for new objects grow from 1 to 16 MB
 * with the load; here it is of one size (two semi-spaces, in MB), since next to nothing lives longer than a moment:
 * with ten callers a gateway holds 124 MB instead of 209, and answers no later. Code is kept although it was not
 * needed for a while: what runs once a turn would be compiled anew in it.
 */
export const NODE_FLAGS = [
  '--enable-source-maps',
  '--min-semi-space-size=2',
  '--max-semi-space-size=2',
  '--no-flush-bytecode',
] as const;
