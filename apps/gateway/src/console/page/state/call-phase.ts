/** What the page says is going on, at a glance. */
export type CallPhase =
  | 'offline'
  | 'connecting'
  | 'reconnecting'
  | 'listening'
  | 'hearing'
  | 'thinking'
  | 'speaking'
  | 'muted';

export type CallConnection = 'offline' | 'connecting' | 'open' | 'reconnecting';

export interface CallSignals {
  readonly connection: CallConnection;
  readonly muted: boolean;
  readonly userSpeaking: boolean;
  readonly agentProcessing: boolean;
  readonly agentSpeaking: boolean;
}

export const QUIET: CallSignals = {
  connection: 'offline',
  muted: false,
  userSpeaking: false,
  agentProcessing: false,
  agentSpeaking: false,
};

export function callPhase(signals: CallSignals): CallPhase {
  if (signals.connection !== 'open') return signals.connection;
  if (signals.userSpeaking) return 'hearing';
  if (signals.agentSpeaking) return 'speaking';
  if (signals.agentProcessing) return 'thinking';
  return signals.muted ? 'muted' : 'listening';
}
