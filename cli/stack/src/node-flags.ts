/**
 * How Node runs each service; the Dockerfile's are the same. V8 lets the space for new objects grow from 1 to 16 MB
 * with the load and shrink again in pauses, so that a process seems to leak for half an hour. Here it is of one size
 * (two semi-spaces, in MB), which is full soon: what lives longer than a moment in these services is outside of it.
 * Code is kept although it was not needed for a while: what runs once a turn would be compiled anew in it.
 */
export const NODE_FLAGS = [
  '--enable-source-maps',
  '--min-semi-space-size=2',
  '--max-semi-space-size=2',
  '--no-flush-bytecode',
] as const;
