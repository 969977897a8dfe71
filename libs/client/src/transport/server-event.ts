import type { AudioChunkInfo, ServerMessageName } from '@voxrail/contracts';

import { bytesToSamples } from '../audio-bytes';
import type { AgentAudio } from '../client-events';

const SERVER_MESSAGE_NAMES: Readonly<Record<ServerMessageName, true>> = {
  connected: true,
  audio_end: true,
  transcript: true,
  agent_text: true,
  user_speech: true,
  tool_request: true,
  tool_cancelled: true,
  agent_state: true,
  interrupted: true,
  playback_paused: true,
  playback_resumed: true,
  session_updated: true,
  token: true,
  turn_metrics: true,
  session_ending: true,
  error: true,
};

/** Whether this version of the client knows the message; others are to be ignored (protocol). */
export function isServerMessageName(name: unknown): name is ServerMessageName {
  return typeof name === 'string' && Object.hasOwn(SERVER_MESSAGE_NAMES, name);
}

function isChunkInfo(value: unknown): value is AudioChunkInfo {
  if (typeof value !== 'object' || value === null) return false;
  const { turn, offset_ms } = value as Record<string, unknown>;
  return typeof turn === 'number' && typeof offset_ms === 'number';
}

/** The arguments of an `audio_chunk`, or undefined where they are not what the protocol says. */
export function readAudioChunk(args: readonly unknown[]): AgentAudio | undefined {
  const [bytes, info] = args;
  if (!(bytes instanceof ArrayBuffer || bytes instanceof Uint8Array)) return undefined;
  if (!isChunkInfo(info)) return undefined;
  return { turn: info.turn, offsetMs: info.offset_ms, samples: bytesToSamples(bytes) };
}
