import fc from 'fast-check';

import type { AgentAudio } from '../client-events';
import type { LinkListener } from './link';
import { StreamReader } from './stream-reader';

type Heard = readonly [name: string, payload: unknown];

function build(): { reader: StreamReader; heard: Heard[] } {
  const heard: Heard[] = [];
  const listener: Pick<LinkListener, 'message' | 'audio'> = {
    message: (name, payload) => heard.push([name, payload]),
    audio: (audio) => heard.push(['audio', audio]),
  };
  return { reader: new StreamReader(listener), heard };
}

function say(reader: StreamReader, message: object): void {
  reader.text(JSON.stringify(message));
}

describe('StreamReader', () => {
  it('tells the names and fields of Socket.IO', () => {
    const { reader, heard } = build();
    say(reader, { type: 'state', agent_speaking: true, processing: false });
    const request = { request_id: 'r', turn: 1, deadline_ms: 5 };
    say(reader, { type: 'tool_request', ...request, tool: 'get_time', params: { zone: 'UTC' } });
    say(reader, { type: 'transcript', turn: 1, text: 'hi', is_final: true, confidence: 1 });
    expect(heard).toEqual([
      ['agent_state', { speaking: true, processing: false }],
      ['tool_request', { ...request, tool_name: 'get_time', parameters: { zone: 'UTC' } }],
      ['transcript', { turn: 1, text: 'hi', is_final: true, confidence: 1 }],
    ]);
  });

  it('passes over what it does not know and what only Socket.IO calls so', () => {
    const { reader, heard } = build();
    say(reader, { type: 'telepathy' });
    say(reader, { type: 'agent_state', speaking: true, processing: true });
    say(reader, { type: 'audio_start', turn: 'one', offset_ms: 0 });
    reader.text('[1]');
    reader.text('{');
    reader.binary(new Uint8Array(4));
    expect(heard).toEqual([]);
  });

  it('counts the rate that connected names', () => {
    const { reader, heard } = build();
    say(reader, { type: 'connected', audio_out: { sample_rate: 1_000 } });
    say(reader, { type: 'audio_start', turn: 2, offset_ms: 100 });
    reader.binary(new Uint8Array(80));
    reader.binary(new Uint8Array(80));
    expect(heard.slice(1).map(([, audio]) => (audio as AgentAudio).offsetMs)).toEqual([100, 140]);
  });

  it('gives every piece of audio its turn and its place, however the stream is cut', () => {
    const start = fc.record({ turn: fc.nat(9), startMs: fc.nat(5_000) });
    const pieces = fc.array(fc.int16Array({ minLength: 1, maxLength: 50 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(start, pieces), { maxLength: 8 }), (runs) => {
        const { reader, heard } = build();
        const expected: Heard[] = [];
        for (const [{ turn, startMs }, audio] of runs) {
          say(reader, { type: 'audio_start', turn, offset_ms: startMs });
          let samplesBefore = 0;
          for (const samples of audio) {
            const offsetMs = startMs + (samplesBefore * 1_000) / 22_050;
            samplesBefore += samples.length;
            expected.push(['audio', { turn, offsetMs, samples }]);
            reader.binary(new Uint8Array(samples.buffer.slice(0)));
          }
        }
        expect(heard).toEqual(expected);
      }),
    );
  });

  it('survives any text and any bytes', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.object().map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(text, fc.uint8Array()), { maxLength: 20 }), (messages) => {
        const { reader } = build();
        for (const message of messages) {
          if (typeof message === 'string') reader.text(message);
          else reader.binary(message);
        }
      }),
    );
  });
});
