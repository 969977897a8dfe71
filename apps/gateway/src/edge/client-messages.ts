import type { ClientMessageName, SessionConfigDto } from '@voxrail/contracts';
import { CLIENT_MESSAGES, VoxrailError } from '@voxrail/contracts';
import type { ClassConstructor } from 'class-transformer';

import type { AgentRail } from '../session/agent-rail';
import { readAudio } from './audio-message';
import { readMessage } from './validation';

/** What a client's messages are about. */
export interface MessageTarget {
  readonly rail: AgentRail;
  /** Another configuration; a promise where the models have to be asked whether they know what it names. */
  update(change: SessionConfigDto): Promise<void> | undefined;
  /** New credentials for the stream. @param eventId what an error about it repeats */
  refresh(eventId: string | undefined): void;
}

/** A promise where it takes time. */
type Handling = Promise<void> | undefined;

type Handler = (target: MessageTarget, sent: unknown) => Handling;

function on<T extends object>(
  type: ClassConstructor<T>,
  handle: (target: MessageTarget, message: T) => void,
): Handler {
  return (target, sent) => {
    handle(target, readMessage(type, sent));
    return undefined;
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
  session_update: (target, sent) =>
    target.update(readMessage(CLIENT_MESSAGES.session_update, sent).session),
  playback: on(CLIENT_MESSAGES.playback, ({ rail }, { turn, played_ms }) => {
    rail.reportPlayback(turn, played_ms);
  }),
  refresh: on(CLIENT_MESSAGES.refresh, (target, { event_id }) => {
    target.refresh(event_id);
  }),
};

/**
 * Does what a client asks for in one message.
 * @throws VoxrailError for the client to be told, as what it returns may reject with; the session goes on.
 */
export function handleClientMessage(target: MessageTarget, name: string, sent: unknown): Handling {
  if (name === 'audio_chunk') {
    target.rail.audio(readAudio(sent));
    return undefined;
  }
  if (isMessageName(name)) return HANDLERS[name](target, sent);
  throw new VoxrailError('bad_request', 'the event is not known');
}

/**
 * Whether a message may be done before one that came earlier and takes time: audio and reports of what was
 * played, which are about this moment, and a hang-up, which makes everything before it pointless.
 */
export function mayOvertake(name: string, sent: unknown): boolean {
  if (name === 'audio_chunk' || name === 'playback') return true;
  const isHangup = typeof sent === 'object' && sent !== null && 'action' in sent;
  return name === 'control' && isHangup && sent.action === 'hangup';
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
