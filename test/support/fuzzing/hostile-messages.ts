import fc from 'fast-check';

import { INTRUDER, oddName, oddValue } from './odd-values';

/** What a client says, by its name on Socket.IO. */
export interface SaidMessage {
  readonly name: string;
  readonly sent: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

const TOOL = { name: 'look_up', description: INTRUDER, parameters: { type: 'object' } };

const RIGHT: readonly (readonly [name: string, sent: Fields])[] = [
  ['control', { action: 'mute' }],
  ['control', { action: 'unmute', event_id: INTRUDER }],
  ['control', { action: 'commit' }],
  ['control', { action: 'cancel' }],
  ['text', { text: `${INTRUDER} #words=3` }],
  ['text', { text: `#tool ${INTRUDER} #words=3` }],
  ['say', { text: INTRUDER, interruptible: true, interrupt: true }],
  ['session_update', { session: { instructions: INTRUDER, turn_detection: { silence_ms: 300 } } }],
  ['session_update', { session: { tools: [TOOL], metadata: { of: INTRUDER } } }],
  ['session_update', { session: { modalities: ['text', 'audio'], interruption: { mode: 'off' } } }],
  ['playback', { turn: 1, played_ms: 10 }],
  ['tool_response', { request_id: 'call_1', result: { found: INTRUDER } }],
  ['tool_response', { request_id: 'call_1', error: INTRUDER }],
  ['refresh', {}],
];

/** Names of the other side, of the libraries, and of nobody. */
const WRONG_NAMES = ['connected', 'audio_chunk', 'error', 'connect', 'disconnect', 'newListener'];

const right: fc.Arbitrary<SaidMessage> = fc
  .constantFrom(...RIGHT)
  .map(([name, sent]) => ({ name, sent }));

/** One value, at whatever depth, is another one; or there is one more. */
function altered(value: unknown, at: number, name: string, odd: unknown): unknown {
  if (typeof value !== 'object' || value === null) return odd;
  const entries = Object.entries(value) as [string, unknown][];
  const [key, inner] = entries[at % (entries.length + 1)] ?? [name, odd];
  const next = Math.floor(at / (entries.length + 1));
  const changed = key === name ? odd : altered(inner, next, name, odd);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === key ? changed : item));
  return Object.fromEntries([...entries.filter(([other]) => other !== key), [key, changed]]);
}

function without(sent: unknown, at: number): unknown {
  const entries = Object.entries(sent as Fields);
  return Object.fromEntries(entries.filter((_, index) => index !== at % entries.length));
}

/** Right ones, and right ones of which something is wrong. */
export const hostileMessage: fc.Arbitrary<SaidMessage> = fc.oneof(
  { weight: 8, arbitrary: right },
  {
    weight: 5,
    arbitrary: fc
      .tuple(right, fc.nat(1_000), oddName, oddValue)
      .map(([{ name, sent }, at, field, odd]) => ({ name, sent: altered(sent, at, field, odd) })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(right, fc.nat(10)).map(([{ name, sent }, at]) => ({
      name,
      sent: without(sent, at),
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.oneof(fc.constantFrom(...WRONG_NAMES), oddName), oddValue)
      .map(([name, sent]) => ({ name, sent })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(right, oddValue).map(([{ name }, sent]) => ({ name, sent })),
  },
);

/** A text that has lost or won something somewhere. */
export function torn(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), put: fc.string() });
  return fc.tuple(text, change, fc.nat(20)).map(([whole, { at, put }, lost]) => {
    const from = Math.floor(at * whole.length);
    return lost === 20
      ? whole.slice(0, from)
      : whole.slice(0, from) + put + whole.slice(from + lost);
  });
}
