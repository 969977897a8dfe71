import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { DEFAULT_SESSION_CONFIG } from '@voxrail/contracts';
import fc from 'fast-check';

import { newConversation } from './new-conversation';
import type { SessionRecord } from './session-record';
import { decodeRecord, encodeRecord, RECORD_VERSION } from './session-record';

const RECORD: SessionRecord = {
  ...newConversation({ ...DEFAULT_SESSION_CONFIG, greeting: 'Hello.' }),
  version: RECORD_VERSION,
  sid: 'session-1',
  epoch: 3,
  gateway: 'gateway-1',
  createdAtMs: 1_700_000_000_000,
  grants: { tools: ['book'], maxDurationS: null, owner: 'key-1' },
  opened: true,
  history: [
    { role: 'user', turn: 1, content: 'book it' },
    {
      role: 'assistant',
      turn: 1,
      content: '',
      interrupted: false,
      toolCalls: [{ requestId: 'call_1', name: 'book', arguments: { day: 1 } }],
    },
    { role: 'tool', turn: 1, content: 'booked', requestId: 'call_1' },
  ],
  turn: 1,
  order: 12,
  answer: {
    turn: 1,
    text: 'It is booked.',
    unrecorded: 'It is booked.',
    given: false,
    interruptible: true,
    spoken: true,
    playedMs: 400,
    marks: [{ ms: 0, characters: 0 }],
  },
  calls: [{ requestId: 'call_2', name: 'book', arguments: {}, turn: 1, remainingMs: 5_000 }],
  says: [{ text: 'By the way.', interruptible: false }],
};

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('the record of a session', () => {
  it('comes back as it was written', () => {
    expect(decodeRecord(encodeRecord(RECORD))).toEqual(RECORD);
  });

  it('has the defaults of what an older gateway did not write', () => {
    const turn_detection = { ...RECORD.config.turn_detection, semantic: undefined };
    const older = { ...RECORD, owed: undefined, config: { ...RECORD.config, turn_detection } };
    expect(decodeRecord(bytes(older))).toEqual(RECORD);
  });

  it.each<[string, object]>([
    ['of another version', { version: 2 }],
    ['without an epoch', { epoch: undefined }],
    ['with an order that is none', { order: -1 }],
    ['with a configuration that is none', { config: { voice: 7 } }],
    ['without a configuration', { config: undefined }],
    ['with a line of nobody', { history: [{ role: 'system', turn: 1, content: '' }] }],
    ['with half an answer', { answer: { turn: 1 } }],
    ['with a call without a name', { calls: [{ requestId: 'call_1', turn: 1 }] }],
    ['without grants', { grants: undefined }],
  ])('%s is not read', (_what, change) => {
    expect(decodeRecord(bytes({ ...RECORD, ...change }))).toBeUndefined();
  });

  it('is read from anything without a failure', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(RECORD)), (value, field) => {
        decodeRecord(bytes(value));
        decodeRecord(bytes({ ...RECORD, [field]: value }));
      }),
    );
  });

  it('is described in docs/wire.md, field by field', () => {
    const document = readFileSync(join(__dirname, '../../../../../docs/wire.md'), 'utf8');
    const section = document.slice(document.indexOf('The key-value bucket'));
    const rows = [...section.matchAll(/^\| `([A-Za-z]+)`\s*\|/gm)].map((row) => row[1] ?? '');
    expect(rows.sort()).toEqual(Object.keys(RECORD).sort());
  });
});
