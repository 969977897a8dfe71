import type { SpeechEndReason } from '@voxrail/contracts';

/** A decision about speech; positions are absolute in the session's stream. */
export type VadEvent =
  | {
      readonly kind: 'speech_started';
      /** First sample of the first voiced window. */
      readonly startSample: number;
    }
  | {
      readonly kind: 'speech_ended';
      /** End of the last voiced window. */
      readonly endSample: number;
      readonly reason: SpeechEndReason;
    }
  | { readonly kind: 'idle' };

/** Design document 3.3. */
export type VadState = 'IDLE' | 'USER_SPEAKING' | 'END_OF_SPEECH';
