import type { ClientMessageName } from '@voxrail/contracts';
import { CLIENT_MESSAGES, VoxrailError } from '@voxrail/contracts';
import type { ClassConstructor } from 'class-transformer';

import type { AgentRail } from '../session/agent-rail';
import { readAudio } from './audio-message';
import { readMessage } from './validation';

type Handler = (session: AgentRail, sent: unknown) => void;

function on<T extends object>(
  type: ClassConstructor<T>,
  handle: (session: AgentRail, message: T) => void,
): Handler {
  return (session, sent) => {
    handle(session, readMessage(type, sent));
  };
}

const HANDLERS: Readonly<Record<ClientMessageName, Handler>> = {
  control: on(CLIENT_MESSAGES.control, (session, { action }) => {
    session.control(action);
  }),
  tool_response: on(CLIENT_MESSAGES.tool_response, (session, message) => {
    session.toolResponse(message.request_id, message);
  }),
  text: on(CLIENT_MESSAGES.text, (session, { text }) => {
    session.type(text);
  }),
  say: on(CLIENT_MESSAGES.say, (session, { text, ...options }) => {
    session.say(text, options);
  }),
  session_update: on(CLIENT_MESSAGES.session_update, (session, message) => {
    session.update(message.session);
  }),
  playback: on(CLIENT_MESSAGES.playback, (session, { turn, played_ms }) => {
    session.reportPlayback(turn, played_ms);
  }),
  refresh: on(CLIENT_MESSAGES.refresh, () => {
    throw new VoxrailError('bad_request', 'credentials are not issued yet');
  }),
};

/**
 * Does what a client asks for in one message.
 * @throws VoxrailError for the client to be told; the session goes on.
 */
export function handleClientMessage(session: AgentRail, name: string, sent: unknown): void {
  if (name === 'audio_chunk') session.audio(readAudio(sent));
  else if (isMessageName(name)) HANDLERS[name](session, sent);
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
