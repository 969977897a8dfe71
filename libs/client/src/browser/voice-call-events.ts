import type { ClientEvents, PlaybackPosition } from '@voxrail/client';

import type { MicrophoneInUse } from './capture/microphone';
import type { MicrophoneError } from './capture/microphone-error';

/** What a call in a page tells: all that its client does, and what happens to microphone and loudspeaker. */
export interface VoiceCallEvents extends ClientEvents {
  /** There is no microphone, or no longer; the call goes on with typed turns. */
  readonly microphone_problem: MicrophoneError;
  readonly microphone_changed: MicrophoneInUse;
  /** The browser wants a click before the agent may be heard: show a button that calls `unblock`. */
  readonly playback_blocked: { readonly blocked: boolean };
  /** A few times a second while the agent is heard: how far its voice has come. */
  readonly played: PlaybackPosition;
}

export type VoiceCallEventName = keyof VoiceCallEvents;
