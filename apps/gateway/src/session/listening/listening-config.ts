import type { ListeningConfig, SessionConfig } from '@voxrail/contracts';

/** A session's turn detection as the ASR rail takes it. */
export function listeningConfig(config: SessionConfig): ListeningConfig {
  const detection = config.turn_detection;
  return {
    mode: detection.mode,
    threshold: detection.threshold,
    silenceMs: detection.silence_ms,
    idleMs: detection.idle_ms,
    minSpeechMs: detection.min_speech_ms,
    prefixMs: detection.prefix_ms,
    maxUtteranceMs: detection.max_utterance_ms,
    speculate: detection.speculate,
    speculateAfterMs: detection.speculate_after_ms,
  };
}
