import type { SessionConfig } from '@voxrail/contracts';

/** When speech over the agent is an interruption (`interruption.mode: "confirm"`), if its words mean something. */
export interface ConfirmationRules {
  /** It has lasted for this long. */
  readonly minSpeechMs: number;
  /** Or it has this many words; 0: their number does not matter. */
  readonly minWords: number;
  /** Without such words, the agent goes on after this. */
  readonly resumeAfterMs: number;
}

/**
 * Who speaks while the agent thinks goes on with what they said, or corrects it: the first words count, for
 * nothing that is heard would be cut off. Over its voice, the session's own thresholds hold.
 */
export function confirmationRules(config: SessionConfig, agentSpeaks: boolean): ConfirmationRules {
  const { min_speech_ms, min_words, resume_after_ms } = config.interruption;
  return {
    minSpeechMs: agentSpeaks ? min_speech_ms : 0,
    minWords: min_words,
    resumeAfterMs: resume_after_ms,
  };
}
