import type { SessionConfig } from '@voxrail/contracts';

import { NO_USAGE } from '../session-usage';
import type { SessionSnapshot } from './session-record';

/** A session of which nothing has happened yet. */
export function newConversation(config: SessionConfig): SessionSnapshot {
  return {
    config,
    opened: false,
    history: [],
    turn: 0,
    order: 0,
    muted: false,
    usage: NO_USAGE,
    answer: null,
    owed: null,
    calls: [],
    says: [],
    said: '',
  };
}
