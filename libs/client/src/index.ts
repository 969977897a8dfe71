export * from './audio-bytes';
export * from './client-error';
export * from './client-events';
export * from './client-options';
export { PlaybackReports } from './playback/playback-reports';
export * from './playback/playback-timeline';
export * from './tools/tool-handler';
export type { ToolAnswer } from './tools/tool-runner';
export type { ClientState } from './voxrail-client';
export { VoxrailClient } from './voxrail-client';
export type {
  AgentStateMessage,
  AgentTextMessage,
  AudioEndMessage,
  AudioFormat,
  ConnectedMessage,
  ControlAction,
  ErrorCode,
  ErrorMessage,
  InterruptedMessage,
  PlaybackPausedMessage,
  PlaybackResumedMessage,
  ServerMessages,
  SessionConfig,
  SessionEndingMessage,
  SessionEndingReason,
  SessionSummary,
  SessionUsage,
  TokenMessage,
  ToolCancelledMessage,
  ToolCancelReason,
  ToolRequestMessage,
  TranscriptMessage,
  TranscriptWord,
  TurnMetricsMessage,
  UserSpeechMessage,
} from '@voxrail/contracts';
