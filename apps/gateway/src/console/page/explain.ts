import type { ClientErrorCode, SessionEndingReason } from '@voxrail/client';
import { VoxrailClientError } from '@voxrail/client';

const NO_ANSWER = 'The gateway does not answer. It may still be starting; try again in a moment.';
const NO_CREDENTIALS = 'The gateway wants credentials that this page does not have.';

/** Refusals that mean something to the person; the gateway's own words do for the rest. */
const REFUSALS: Partial<Record<ClientErrorCode, string>> = {
  unreachable: NO_ANSWER,
  timeout: NO_ANSWER,
  capacity: 'Every line is in use. Try again in a moment.',
  unauthorized: NO_CREDENTIALS,
  forbidden: NO_CREDENTIALS,
  session_expired: NO_CREDENTIALS,
};

/** Why there is no session, for a person. */
export function explainRefusal(error: unknown): string {
  if (!(error instanceof VoxrailClientError)) return 'The call could not be started.';
  const { code, message } = error;
  return REFUSALS[code] ?? `The gateway refused the call: ${message}`;
}

/** Why the gateway ended the call. */
export function explainEnding(reason: SessionEndingReason): string {
  switch (reason) {
    case 'hangup':
    case 'deleted':
      return 'The call has ended.';
    case 'idle':
      return 'The call has ended because nobody spoke for a long time.';
    case 'max_duration':
      return 'The call has reached its longest duration.';
    case 'draining':
      return 'The gateway is restarting. Connect again to go on.';
    case 'replaced':
      return 'The call goes on in another window.';
    case 'expired':
      return 'The credentials of this call have expired.';
    case 'too_fast':
    case 'bad_requests':
    case 'slow':
      return `The gateway closed the call (${reason.replaceAll('_', ' ')}).`;
  }
}
