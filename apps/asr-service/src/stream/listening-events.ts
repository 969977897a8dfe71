import type { FrameKind, Payload } from '@voxrail/contracts';

import type { RecognizerError } from '../recognizer/recognizer-error';

/** What a listening stream tells the gateway. */
export type ListeningEventKind =
  | typeof FrameKind.ASR_SPEECH_STARTED
  | typeof FrameKind.ASR_PARTIAL
  | typeof FrameKind.ASR_CANDIDATE
  | typeof FrameKind.ASR_SPEECH_ENDED
  | typeof FrameKind.ASR_FINAL
  | typeof FrameKind.ASR_IDLE
  | typeof FrameKind.ASR_FAILED;

/** @param atSample position in the stream that the event is about. */
export type EmitListeningEvent = <K extends ListeningEventKind>(
  kind: K,
  atSample: number,
  payload: Payload<K>,
) => void;

/** Told of what is only counted and logged. */
export interface ListeningObserver {
  /** A message, or a window of audio, that was not used. */
  dropped(reason: string): void;
  /** @param latencyMs from the end-of-speech decision to the final. */
  finalized(latencyMs: number): void;
  /** @param utterance null: nobody was speaking. */
  failed(error: RecognizerError, utterance: number | null): void;
}
