import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readWav } from '@voxrail/audio';
import { Caller } from '@voxrail/caller';
import { until } from '@voxrail/testing';

import { DiskWatch } from './support/disk-watch';
import { snapshotOf, snapshotSettings } from './support/heap-snapshot';
import { newNonce, nonceOfWaveform } from './support/nonce';
import { NonceSession } from './support/nonce-session';
import { RawClient } from './support/raw-client';
import { readActiveSessions } from './support/resources';
import { untilServicesReady } from './support/services';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';
import type { Trace } from './support/traces';
import { filesOf, findSaid, logsOf, pagesOf, streamsOf } from './support/traces';
import { untilOver } from './support/turns';

const RECORDINGS = join(__dirname, '..', 'assets', 'recordings');
const MS_PER_CHARACTER = 10;

/** How long a session waits for a client that was lost. */
const GRACE_MS = 1_000;

/** Real recognition and a real voice beside the synthetic ones: native libraries could write files. */
const SETTINGS = {
  VOXRAIL_LOG_LEVEL: 'trace',
  VOXRAIL_RECONNECT_GRACE_MS: String(GRACE_MS),
  VOXRAIL_MODEL_PARAKEET_TDT: 'embedded',
  VOXRAIL_MODEL_COSYVOICE2: 'embedded',
  VOXRAIL_SYNTHETIC_LLM_WORDS: '4',
  VOXRAIL_SYNTHETIC_TTS_MS_PER_CHARACTER: String(MS_PER_CHARACTER),
};

/** Late enough for the short text of a warm-up. */
const FAILING_VOICE = {
  VOXRAIL_SYNTHETIC_TTS_FAIL_EVERY: '1',
  VOXRAIL_SYNTHETIC_TTS_FAIL_AFTER_MS: '100',
};

/** Items 31 and 33 to 37 of the security checklist (docs/security.md). Each word is said in one test alone. */
describe('what people say', () => {
  let stack: RunningStack;
  let snapshots: string;
  let disk: DiskWatch | undefined;
  const said: (string | Buffer)[] = [];

  beforeAll(async () => {
    snapshots = mkdtempSync(join(tmpdir(), 'voxrail-test-heap-'));
    const env = { ...SETTINGS, ...snapshotSettings(snapshots) };
    stack = await startStack({ models: 'synthetic', env });
  }, 90_000);

  afterEach(() => {
    disk?.stop();
    expect(stack.failures).toEqual([]);
  });

  afterAll(async () => {
    await stack.stop();
    rmSync(snapshots, { recursive: true, force: true });
  });

  async function begin(change: Readonly<Record<string, unknown>> = {}): Promise<NonceSession> {
    const session = await NonceSession.join(stack.gatewayUrl, change);
    said.push(session.nonce);
    return session;
  }

  async function speak(recording: string, expected: RegExp): Promise<void> {
    const caller = new Caller({ url: stack.gatewayUrl, session: { voice: 'cosyvoice2' } });
    const { samples } = readWav(join(RECORDINGS, `${recording}.wav`));
    said.push(nonceOfWaveform(samples));
    await caller.call();
    caller.speak(samples);
    const { transcript } = await untilOver(caller, 1);
    await caller.hangUp();
    expect(transcript).toMatch(expected);
    said.push(transcript);
  }

  async function everyTrace(): Promise<string[]> {
    return findSaid([...logsOf(stack), ...(await pagesOf(stack)), ...filesOf(stack)], said);
  }

  it('reaches nobody else and leaves no trace, with eight in every rail at once (31, 33, 34, 37)', async () => {
    disk = DiskWatch.begin(stack);
    const sessions = await Promise.all(Array.from({ length: 6 }, () => begin()));
    await Promise.all([
      ...sessions.map((session, index) => session.talk(6, index + 1)),
      speak('go-forward-ten-meters', /forward/i),
      speak('seven-of-clubs', /seven|clubs/i),
    ]);
    for (const [index, { heard, nonce, speechLengthsMs, client }] of sessions.entries()) {
      expect(heard).toContain(nonce);
      for (const other of sessions) {
        if (other.nonce !== nonce) expect(heard).not.toContain(other.nonce);
      }
      // As long as its own words, which no other session has so often.
      const ownMs = ((nonce.length + 1) * (index + 1) - 1) * MS_PER_CHARACTER;
      expect(
        speechLengthsMs.filter((ms) => Math.abs(ms - ownMs) < 40).length,
      ).toBeGreaterThanOrEqual(6);
      expect(client.errors).toEqual([]);
    }
    await Promise.all(sessions.map((session) => session.hangUp()));
    expect(disk.findings()).toEqual([]);
    expect(await everyTrace()).toEqual([]);
  }, 90_000);

  it('stands in the log where its session asks for it, in `transcript` and in nothing else (34)', async () => {
    const session = await begin({ log_transcripts: true });
    await session.talk(1);
    await session.hangUp();
    const written = (): string[] =>
      logsOf(stack)
        .flatMap(({ content }) => content.toString().split('\n').slice(0, -1))
        .filter((line) => line.includes(session.nonce));
    await until(() => written().length >= 3, 10_000, 'what was said in the log');
    const lines = written().map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ msg }) => msg)).toEqual([
      'the agent has said',
      'the person has said',
      'the agent has said',
    ]);
    const others = lines.map((line) => JSON.stringify({ ...line, transcript: '' }));
    expect(findSaid([{ where: 'log', content: Buffer.from(others.join()) }], said)).toEqual([]);
    // From here on this word may be in the log.
    said.splice(said.indexOf(session.nonce), 1);
  });

  it('is in no error, wherever it fails: a tool, a model that quotes it, a request that is refused (36)', async () => {
    const session = await begin();
    const { client, nonce } = session;
    client.send('text', { text: `${nonce} #fail_after=1` });
    await session.turnOver();
    client.send('tool_response', { request_id: nonce, error: nonce });
    client.send('text', { text: { nonce } });
    client.send('say', { text: nonce.repeat(2_000) });
    client.send(nonce, nonce);
    client.send('session_update', { session: { voice: `${nonce} ${nonce}`, language: nonce } });
    const codes = await client.errorCodes(6);
    expect(codes).toEqual([
      'llm_failed',
      'tool_request_not_found',
      ...Array<string>(4).fill('bad_request'),
    ]);
    const refused = new RawClient(stack.gatewayUrl, { session: { greeting: [nonce] } });
    await until(() => refused.refusal !== undefined, 10_000, 'the refusal');
    await restartModels(FAILING_VOICE);
    client.send('say', { text: nonce });
    await session.turnOver();
    await restartModels();
    expect(client.errors.at(-1)?.code).toBe('tts_failed');
    expect(JSON.stringify([client.errors, refused.refusal])).not.toContain(nonce);
    refused.close();
    await session.hangUp();
    const logged = Buffer.concat(logsOf(stack).map(({ content }) => content)).toString();
    expect(logged).toContain('"msg":"a generation failed"');
    expect(logged).toContain('"msg":"a speech failed"');
    expect(await everyTrace()).toEqual([]);
  });

  it('is in no answer and no line of a log that HTTP requests cause, nor are metrics public (36, 37)', async () => {
    const nonce = newNonce();
    said.push(nonce);
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const answers = await Promise.all([
      fetch(`${stack.gatewayUrl}/v1/${nonce}?${nonce}`),
      fetch(`${stack.gatewayUrl}/v1/sessions`, { ...post, body: `{"instructions": ${nonce}` }),
      fetch(`${stack.gatewayUrl}/v1/sessions`, {
        ...post,
        body: JSON.stringify({ voice: `${nonce} ` }),
      }),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.headers.get('x-powered-by')).toBeNull();
    }
    for (const path of ['/metrics', '/health', '/ready']) {
      expect((await fetch(`${stack.gatewayUrl}${path}`)).status).toBe(404);
    }
    expect(await everyTrace()).toEqual([]);
  });

  it('is in no metric, nor is who said it, and sessions add no series (37)', async () => {
    const seriesOf = async (): Promise<string[]> => {
      const pages = (await pagesOf(stack)).filter(({ where }) => where.endsWith('/metrics'));
      const lines = pages.flatMap(({ content }) => content.toString().split('\n'));
      return lines.filter((line) => line !== '' && !line.startsWith('#'));
    };
    const before = await seriesOf();
    const sessions = await Promise.all(Array.from({ length: 5 }, () => begin()));
    const ids = sessions.map(({ client }) => client.all<{ session_id: string }>('connected')[0]);
    await Promise.all(sessions.map((session) => session.talk(1)));
    await Promise.all(sessions.map((session) => session.hangUp()));
    const after = await seriesOf();
    const nameOf = (line: string): string => line.slice(0, line.lastIndexOf(' '));
    // Node's own: kinds of open handles come and go, and so do kinds of garbage collection, each from its first time on.
    const ours = (lines: string[]): string[] =>
      lines.map(nameOf).filter((name) => !/^nodejs_(?:active|gc)_/.test(name));
    expect(ours(after)).toEqual(ours(before));
    for (const { session_id } of ids.flatMap((id) => id ?? [])) {
      expect(after.join('\n')).not.toContain(session_id);
    }
    expect(after.join('\n')).not.toMatch(/\d+\.\d+\.\d+\.\d+|::1/);
  });

  it('is kept by the broker in memory alone, and no longer than its session lasts (33)', async () => {
    const bytesKept = async (): Promise<number> =>
      (await streamsOf(stack)).reduce((sum, { state }) => sum + state.bytes, 0);
    const before = await bytesKept();
    const session = await begin();
    await session.talk(3);
    const streams = await streamsOf(stack);
    expect(streams.map(({ config }) => config.storage)).toEqual(streams.map(() => 'memory'));
    expect(await bytesKept()).toBeGreaterThan(before + 1_000);
    await session.hangUp();
    // What stays for a while is the note that the session has ended.
    await until(async () => (await bytesKept()) < before + 500, 10_000, 'the end of what was kept');
  });

  it('is nowhere in memory once its session is over, however it ended (35)', async () => {
    const clean = await begin();
    await clean.talk(1);
    const heapOf = async (service: string): Promise<Trace> => {
      const text = await snapshotOf(stack.stack.pids[service] ?? NaN, snapshots);
      return { where: service, content: Buffer.from(text) };
    };
    // A search that finds nothing proves something only where it finds what is there.
    expect(findSaid([await heapOf('gateway')], [clean.nonce])).toEqual(['gateway']);
    await clean.hangUp();
    const abrupt = await begin();
    await abrupt.talk(1);
    abrupt.client.socket.io.engine.close();
    await until(
      async () => (await sessionsHeld()) === 0,
      GRACE_MS + 10_000,
      'the end of its session',
    );
    // The engine of regular expressions keeps the last text that it looked at: let it be another one.
    const after = await NonceSession.join(stack.gatewayUrl);
    await after.talk(1);
    await after.hangUp();
    const services = stack.stack.services.map(({ title }) => title);
    const heaps = await Promise.all(services.map(heapOf));
    expect(findSaid(heaps, said)).toEqual([]);
  }, 120_000);

  it('is in no file when a process ends in the middle of a session (33, 35)', async () => {
    const session = await begin();
    session.client.send('text', { text: `${session.nonce} #words=100` });
    await session.client.next('audio_chunk');
    await stack.stack.stopService('gateway');
    await stack.stack.killService('llm-service');
    expect(findSaid([...logsOf(stack), ...filesOf(stack)], said)).toEqual([]);
    session.client.close();
  });

  function sessionsHeld(): Promise<number> {
    return readActiveSessions(stack.ports.internal.gateway);
  }

  async function restartModels(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    await stack.stack.stopService('model-server');
    stack.stack.startService('model-server', settings);
    await untilServicesReady(stack, 'model-server', 'asr-service', 'llm-service', 'tts-service');
  }
});
