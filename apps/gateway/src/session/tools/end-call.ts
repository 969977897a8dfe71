import type { SessionConfig } from '@voxrail/contracts';

/**
 * A tool of this name that a session offers is the gateway's own: the model hangs up by calling it.
 * What it has said, or says then, is played to its end before the call is over.
 */
export const END_CALL = 'end_call';

export function offersEndCall(config: SessionConfig): boolean {
  return config.tools.some(({ name }) => name === END_CALL);
}
