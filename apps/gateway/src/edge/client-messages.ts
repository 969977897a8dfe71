import type { ClientMessageName } from '@voxrail/contracts';
import { CLIENT_MESSAGES, VoxrailError } from '@voxrail/contracts';
import type { ClassConstructor } from 'class-transformer';

import type { AgentRail } from '../session/agent-rail';
import { readAudio } from './audio-message';
import { readMessage } from './validation';

/** What a client's messages are about. */
export interface MessageTarget {
  readonly rail: AgentRail;
  /** New credentials for the stream. @param eventId what an error about it repeats */
  refresh(eventId: string | undefined): void;
}

type Handler = (target: MessageTarget, sent: unknown) => void;

function on<T extends object>(
  type: ClassConstructor<T>,
  handle: (target: MessageTarget, message: T) => void,
): Handler {
  return (target, sent) => {
    handle(target, readMessage(type, sent));
  };
}

const HANDLERS: Readonly<Record<ClientMessageName, Handler>> = {
  control: on(CLIENT_MESSAGES.control, ({ rail }, { action }) => {
    rail.control(action);
  }),
  tool_response: on(CLIENT_MESSAGES.tool_response, ({ rail }, message) => {
    rail.toolResponse(message.request_id, message);
  }),
  text: on(CLIENT_MESSAGES.text, ({ rail }, { text }) => {
    rail.type(text);
  }),
  say: on(CLIENT_MESSAGES.say, ({ rail }, { text, ...options }) => {
    rail.say(text, options);
  }),
  session_update: on(CLIENT_MESSAGES.session_update, ({ rail }, message) => {
    rail.update(message.session);
  }),
  playback: on(CLIENT_MESSAGES.playback, ({ rail }, { turn, played_ms }) => {
    rail.reportPlayback(turn, played_ms);
  }),
  refresh: on(CLIENT_MESSAGES.refresh, (target, { event_id }) => {
    target.refresh(event_id);
  }),
};

/**
 * Does what a client asks for in one message.
 * @throws VoxrailError for the client to be told; the session goes on.
 */
export function handleClientMessage(target: MessageTarget, name: string, sent: unknown): void {
  if (name === 'audio_chunk') target.rail.audio(readAudio(sent));
  else if (isMessageName(name)) HANDLERS[name](target, sent);
  else throw new VoxrailError('bad_request', 'the event is not known');
}

function isMessageName(name: string): name is ClientMessageName {
  return Object.hasOwn(CLIENT_MESSAGES, name);
}

/** The id that an error about the message repeats, if it carries a usable one. */
export function eventIdOf(sent: unknown): string | undefined {
  if (typeof sent !== 'object' || sent === null || !('event_id' in sent)) return undefined;
  const { event_id } = sent;
  return typeof event_id === 'string' && event_id.length <= 128 ? event_id : undefined;
}
