import fc from 'fast-check';

import { binaryFrame, damaged, hostileFrame, mostly, textFrame } from './hostile-frames';
import { hostileMessage, torn } from './hostile-messages';
import { textOf } from './odd-values';

/** Audio of 20 ms, audio of odd length, none, and what is no audio. */
const binary: fc.Arbitrary<Buffer> = fc
  .oneof(
    fc.constantFrom(new Uint8Array(640), new Uint8Array(641), new Uint8Array(0)),
    fc.uint8Array({ maxLength: 2_000 }),
  )
  .map(binaryFrame);

/** What a Socket.IO event packet is, as text, without the packet's type. */
const event: fc.Arbitrary<string> = fc
  .tuple(hostileMessage, fc.array(fc.jsonValue(), { maxLength: 2 }))
  .map(([{ name, sent }, more]) => textOf([name, sent, ...more]));

const audio = binaryFrame(new Uint8Array(640));

const PLACEHOLDER = /"sent"/;

/** A packet that says how many attachments follow, and what follows. */
const attachments: fc.Arbitrary<Buffer> = fc
  .tuple(
    mostly('1', fc.constantFrom('0', '2', '10', '11', '-1', '1e3', '99999999', '')),
    mostly(0, fc.constantFrom(1, -1, 999, 1.5)),
    mostly(
      '["audio_chunk","sent"]',
      fc.constantFrom('["text",{"text":"sent"}]', '["sent"]', '"sent"'),
    ),
    mostly<readonly Buffer[]>([audio], fc.array(binary, { maxLength: 3 })),
  )
  .map(([count, num, shape, following]) => {
    const content = shape.replace(PLACEHOLDER, JSON.stringify({ _placeholder: true, num }));
    return Buffer.concat([textFrame(`45${count}-${content}`), ...following]);
  });

/** Types of Engine.IO, then of Socket.IO, namespaces and acknowledgement numbers, most of them out of place. */
const packet: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('4', '4', '4', '0', '1', '2', '3', '5', '6', '7', 'b', ''),
    fc.constantFrom('0', '1', '2', '2', '3', '4', '5', '6', '7', 'x', ''),
    fc.constantFrom('', '', '/admin,', '/?token=x,', '//,', ','),
    fc.constantFrom('', '', '0', '12', '99999999999999999999', '-1'),
    fc.oneof(event, fc.json(), fc.string()),
  )
  .map((parts) => parts.join(''));

const socketIoEvent = event.map((text) => textFrame(`42${text}`));

/** What a hostile client writes into a Socket.IO connection, in bytes. */
export const socketIoInput: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 40, arbitrary: socketIoEvent },
  { weight: 1, arbitrary: torn(event.map((text) => `42${text}`)).map(textFrame) },
  { weight: 1, arbitrary: packet.map(textFrame) },
  { weight: 6, arbitrary: attachments },
  { weight: 1, arbitrary: binary },
  { weight: 1, arbitrary: damaged(socketIoEvent) },
  { weight: 2, arbitrary: hostileFrame },
);

const jsonMessage: fc.Arbitrary<string> = hostileMessage.map(({ name, sent }) =>
  typeof sent === 'object' && sent !== null && !Array.isArray(sent)
    ? textOf(Object.fromEntries([['type', name], ...Object.entries(sent)]))
    : textOf(sent),
);

/** The same for a raw WebSocket. */
export const webSocketInput: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 24, arbitrary: jsonMessage.map(textFrame) },
  { weight: 1, arbitrary: torn(jsonMessage).map(textFrame) },
  { weight: 1, arbitrary: fc.oneof(fc.json(), fc.string()).map(textFrame) },
  { weight: 2, arbitrary: binary },
  { weight: 1, arbitrary: damaged(jsonMessage.map(textFrame)) },
  { weight: 2, arbitrary: hostileFrame },
);
