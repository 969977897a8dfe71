import { VirtualClock } from '@voxrail/clock';
import { DEFAULT_SESSION_CONFIG } from '@voxrail/contracts';
import { createLogger } from '@voxrail/observability';

import { RecordingClient } from './testing/recording-client';
import { TranscriptLog } from './transcript-log';

const CERTAIN = { is_final: true, confidence: 1, turn: 3 } as const;

function underTest(initially: boolean): {
  readonly log: TranscriptLog;
  readonly client: RecordingClient;
  readonly lines: () => Record<string, unknown>[];
  readonly switchTo: (log_transcripts: boolean) => void;
} {
  let config = { ...DEFAULT_SESSION_CONFIG, log_transcripts: initially };
  const written: string[] = [];
  const destination = { write: (line: string) => written.push(line) };
  const client = new RecordingClient(new VirtualClock());
  return {
    client,
    log: new TranscriptLog(client, createLogger('gateway', { destination }), () => config),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
    switchTo: (log_transcripts) => (config = { ...config, log_transcripts }),
  };
}

describe('the log of what is said', () => {
  it('has nothing of a session that does not ask for it, whose client is told all the same', () => {
    const { log, lines, client } = underTest(false);
    log.send('transcript', { ...CERTAIN, text: 'go forward' });
    log.send('agent_text', { turn: 3, text: 'I will.', heard: 'I will.', is_final: true });
    expect(lines()).toEqual([]);
    expect(client.messages.map(({ name }) => name)).toEqual(['transcript', 'agent_text']);
  });

  it('has what the person said and what was heard of the agent, each in `transcript` alone', () => {
    const { log, lines } = underTest(true);
    log.send('transcript', { ...CERTAIN, text: 'go forward' });
    log.send('agent_text', { turn: 3, text: 'I will. Now?', heard: 'I will.', is_final: true });
    expect(lines()).toMatchObject([
      { msg: 'the person has said', turn: 3, transcript: 'go forward' },
      { msg: 'the agent has said', turn: 3, transcript: 'I will.' },
    ]);
    expect(JSON.stringify(lines())).not.toContain('Now?');
  });

  it('has nothing that is not certain yet, and nothing but text', () => {
    const { log, lines } = underTest(true);
    log.send('transcript', { ...CERTAIN, text: 'go for', is_final: false });
    log.send('agent_text', { turn: 3, delta: 'I wi' });
    log.send('error', { code: 'tts_failed', message: 'the speech could not be synthesized' });
    log.sendAudio(new Uint8Array(2), { turn: 3, offset_ms: 0 });
    expect(lines()).toEqual([]);
  });

  it('ends where the session is told to log no more', () => {
    const { log, lines, switchTo } = underTest(true);
    switchTo(false);
    log.send('transcript', { ...CERTAIN, text: 'my card number' });
    expect(lines()).toEqual([]);
  });
});
