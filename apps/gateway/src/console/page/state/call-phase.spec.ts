import { callPhase, QUIET } from './call-phase';

describe('callPhase', () => {
  const open = { ...QUIET, connection: 'open' as const };

  it.each([
    [QUIET, 'offline'],
    [{ ...QUIET, connection: 'connecting' as const, agentSpeaking: true }, 'connecting'],
    [{ ...QUIET, connection: 'reconnecting' as const, agentSpeaking: true }, 'reconnecting'],
    [open, 'listening'],
    [{ ...open, muted: true }, 'muted'],
    [{ ...open, agentProcessing: true }, 'thinking'],
    [{ ...open, agentSpeaking: true, muted: true }, 'speaking'],
    [{ ...open, agentSpeaking: true, userSpeaking: true }, 'hearing'],
  ])('of %j is %s', (signals, phase) => {
    expect(callPhase(signals)).toBe(phase);
  });
});
