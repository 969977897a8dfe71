import type { ServerMessageName, ServerMessages } from '@voxrail/contracts';

/** A JSON message as it stands in a text frame. */
export type WireMessage = Readonly<Record<string, unknown>> & { readonly type: string };

type Translations = {
  readonly [N in ServerMessageName]?: (message: ServerMessages[N]) => WireMessage;
};

/** Where the raw WebSocket has other names than Socket.IO (protocol section 2; design document 8.3). */
const TRANSLATIONS: Translations = {
  agent_state: ({ speaking, processing }) => ({
    type: 'state',
    agent_speaking: speaking,
    processing,
  }),
  tool_request: ({ tool_name, parameters, ...rest }) => ({
    type: 'tool_request',
    tool: tool_name,
    params: parameters,
    ...rest,
  }),
};

/** A server's message under the raw WebSocket's names. */
export function toWireMessage<N extends ServerMessageName>(
  name: N,
  message: ServerMessages[N],
): WireMessage {
  const translate = TRANSLATIONS[name];
  return translate === undefined ? { type: name, ...message } : translate(message);
}

/** What a client sent in a text frame: its name and the rest of it, still to be validated. */
export interface ReadMessage {
  readonly name: string;
  readonly sent: Readonly<Record<string, unknown>>;
}

/** @returns what is wrong with it, where it is no message */
export function readWireMessage(text: string): ReadMessage | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'the message is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'the message is not a JSON object';
  }
  const { type } = value as { readonly type?: unknown };
  if (typeof type !== 'string') return 'type must be a string';
  // Built of entries, so that a key `__proto__` stays a key, for the validation to refuse.
  const rest = Object.entries(value).filter(([key]) => key !== 'type');
  return { name: type, sent: Object.fromEntries(rest) };
}
