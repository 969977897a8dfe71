export type { CallLine, CallView } from './call-view';
export type { UseVoiceCallOptions, VoiceCallControls } from './use-voice-call';
export { useVoiceCall } from './use-voice-call';
