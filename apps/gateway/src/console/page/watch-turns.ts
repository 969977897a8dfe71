import type { VoiceCall } from '@voxrail/client/browser';

import type { TurnTimeline } from './state/turn-timeline';

/** Takes down what happens in the call's turns; `changed` is called with the time of each message. */
export function watchTurns(
  call: VoiceCall,
  timeline: TurnTimeline,
  changed: (nowMs: number) => void,
): void {
  const arrived = <T>(take: (message: T, atMs: number) => void) => {
    return (message: T): void => {
      const atMs = performance.now();
      take(message, atMs);
      changed(atMs);
    };
  };
  call.on('user_speech', arrived(timeline.userSpeech.bind(timeline)));
  call.on('transcript', arrived(timeline.transcript.bind(timeline)));
  call.on('agent_state', arrived(timeline.agentState.bind(timeline)));
  call.on('tool_request', arrived(timeline.toolRequested.bind(timeline)));
  call.on('tool_outcome', arrived(timeline.toolEnded.bind(timeline)));
  call.on('interrupted', arrived(timeline.interrupted.bind(timeline)));
  call.on('playback_paused', arrived(timeline.paused.bind(timeline)));
  call.on('playback_resumed', arrived(timeline.resumed.bind(timeline)));
  call.on('turn_metrics', arrived(timeline.measured.bind(timeline)));
  call.on(
    'disconnected',
    arrived((_, atMs) => {
      timeline.ended(atMs);
    }),
  );
}
