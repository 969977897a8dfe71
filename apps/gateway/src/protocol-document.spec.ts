import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ErrorCode, ServerMessageName } from '@voxrail/contracts';
import {
  CLIENT_MESSAGES,
  ClientMessageDto,
  DEFAULT_SESSION_CONFIG,
  ERROR_TRAITS,
  SessionConfigDto,
} from '@voxrail/contracts';

import { CreatedSessionDto, SessionStatusDto } from './edge/rest/rest.dto';
import { SessionsController } from './edge/rest/sessions.controller';
import * as closeCodes from './edge/websocket/close-codes';
import { toWireMessage } from './edge/websocket/wire-messages';
import { codesIn, rowsByMessage, tableBelow } from './testing/protocol-document/document-table';
import { fieldsOf } from './testing/protocol-document/field-shape';
import { operationsOf } from './testing/protocol-document/http-operations';
import { SourceTypes } from './testing/protocol-document/interface-fields';

const ROOT = join(__dirname, '../../..');
const document = readFileSync(join(ROOT, 'docs/protocol.md'), 'utf8');
const serverTypes = new SourceTypes(join(ROOT, 'libs/contracts/src/client/server-messages.ts'));

/** Messages whose fields stand in a table of their own. */
const DESCRIBED_ELSEWHERE: ReadonlySet<string> = new Set(['session_updated']);

function field(row: Readonly<Record<string, string>>): string {
  return codesIn(row['Field'] ?? '')[0] ?? '';
}

/** `outer.inner` of an object within a configuration. */
function at(config: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  }, config);
}

describe('docs/protocol.md', () => {
  it('lists every message of a client with its fields and their bounds', () => {
    const common = new Set(fieldsOf(ClientMessageDto).map(({ name }) => name));
    const expected = Object.entries(CLIENT_MESSAGES).map(([name, type]) => {
      if (name === 'session_update') return [name, [['session', 'object']]];
      const own = fieldsOf(type).filter((shape) => !common.has(shape.name));
      return [name, own.map((shape) => [shape.name, shape.value])];
    });
    const listed = [...rowsByMessage(tableBelow(document, 'What a client sends'))];
    expect(
      sorted(listed.map(([name, rows]) => [name, rows.map((row) => [field(row), row['Value']])])),
    ).toEqual(sorted(expected));
  });

  it('lists every message of the server with its fields', () => {
    const expected = [...serverTypes.typesOf('ServerMessages')].map(([name, type]) => {
      return [name, DESCRIBED_ELSEWHERE.has(name) ? [] : serverTypes.membersOf(type)];
    });
    const listed = [...rowsByMessage(tableBelow(document, 'What the server sends'))];
    expect(sorted(listed.map(([name, rows]) => [name, rows.map(field)]))).toEqual(sorted(expected));
  });

  it.each([
    ['AudioFormat', 'connected', 'audio_in'],
    ['SessionUsage', 'turn_metrics', 'usage'],
    ['SessionSummary', 'session_ending', 'summary'],
    ['TranscriptWord', 'transcript', 'words'],
  ])('names all of %s where %s has it', (type, message, name) => {
    const rows = rowsByMessage(tableBelow(document, 'What the server sends')).get(message) ?? [];
    const meaning = rows.find((row) => field(row) === name)?.['Meaning'] ?? '';
    const object = /\{([^}]*)\}/.exec(meaning)?.[1] ?? '';
    expect(object.split(', ')).toEqual(serverTypes.membersOf(type));
  });

  it('names every reason for which a tool call is cancelled', () => {
    const rows = rowsByMessage(tableBelow(document, 'What the server sends')).get('tool_cancelled');
    const meaning = rows?.find((row) => field(row) === 'reason')?.['Meaning'] ?? '';
    expect(codesIn(meaning).map((code) => JSON.parse(code) as unknown)).toEqual(
      serverTypes.stringsOf('ToolCancelReason'),
    );
  });

  it('lists every reason for which a session ends, with the close code of its WebSocket', () => {
    const listed = tableBelow(document, 'How a session ends').map((row) => [
      codesIn(row['Reason'] ?? '')[0],
      Number(row['Close code']),
    ]);
    const { failed, unknown, ...codes } = closeCodes.CLOSE_CODES;
    expect(Object.fromEntries(listed)).toEqual(codes);
    expect(Object.keys(codes).sort()).toEqual(serverTypes.stringsOf('SessionEndingReason').sort());
    const others = Object.values(closeCodes).filter((value) => typeof value === 'number');
    for (const code of [failed, unknown, ...others]) expect(document).toContain(String(code));
  });

  it('lists every request over HTTP with its status and what it answers', () => {
    const rows = tableBelow(document, 'Sessions over HTTP');
    const listed = rows.map(
      (row) => `${codesIn(row['Request'] ?? '')[0]} ${codesIn(row['Answer'] ?? '')[0]}`,
    );
    expect(sorted(listed)).toEqual(sorted(operationsOf(SessionsController)));
    const answers = rows.map((row) => codesIn(row['Answer'] ?? '')[1]);
    for (const type of [CreatedSessionDto, SessionStatusDto]) {
      expect(answers).toContain(
        `{${fieldsOf(type)
          .map(({ name }) => name)
          .join(', ')}}`,
      );
    }
  });

  it('lists every message that has other names on a WebSocket', () => {
    const rows = tableBelow(document, 'Names that differ');
    const names = [...serverTypes.typesOf('ServerMessages')].flatMap(([name, type]) => {
      const members = DESCRIBED_ELSEWHERE.has(name) ? [] : serverTypes.membersOf(type);
      const message = Object.fromEntries(members.map((member) => [member, null]));
      const { type: wireName, ...fields } = toWireMessage(
        name as ServerMessageName,
        message as never,
      );
      const wireFields = Object.keys(fields);
      const isSame = wireName === name && sorted(wireFields).join() === sorted(members).join();
      return isSame ? [] : [[name, wireName, sorted(wireFields)]];
    });
    const audio = ['audio_chunk', 'audio_start', sorted(serverTypes.membersOf('AudioChunkInfo'))];
    const listed = rows.map((row) => [
      ...['Socket.IO', 'WebSocket'].map((column) => codesIn(row[column] ?? '')[0]),
      sorted(codesIn(row['Fields on a WebSocket'] ?? '')),
    ]);
    expect(sorted(listed)).toEqual(sorted([...names, audio]));
  });

  it('lists every field of a configuration with its default and its bounds', () => {
    const expected = fieldsOf(SessionConfigDto).map(({ name, value }) => [name, value]);
    const rows = tableBelow(document, 'Session configuration');
    expect(sorted(rows.map((row) => [field(row), row['Value']]))).toEqual(sorted(expected));
    for (const row of rows) {
      const name = field(row);
      if (name === 'instructions') continue;
      const written: unknown = JSON.parse(codesIn(row['Default'] ?? '')[0] ?? '');
      expect([name, written]).toEqual([name, at(DEFAULT_SESSION_CONFIG, name)]);
    }
  });

  it('lists every error code with its HTTP status', () => {
    const listed = tableBelow(document, 'Error codes').map((row) => {
      const status = row['HTTP'] ?? '';
      return [codesIn(row['Code'] ?? '')[0], status === '' ? null : Number(status)];
    });
    const expected = (Object.keys(ERROR_TRAITS) as ErrorCode[]).map((code) => [
      code,
      ERROR_TRAITS[code].httpStatus,
    ]);
    expect(listed).toEqual(expected);
  });
});

/** The order of a table is for its readers. */
function sorted(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
