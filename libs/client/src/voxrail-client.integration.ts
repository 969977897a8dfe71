import type { Refusal, ScriptedStream } from '@voxrail/testing';
import { connectedMessage, ScriptedGateway } from '@voxrail/testing';

import type { AgentAudio, Disconnected, Resumed } from './client-events';
import type { TransportName, VoxrailClientOptions } from './client-options';
import { VoxrailClient } from './voxrail-client';

function received(stream: ScriptedStream, event: string): Promise<unknown> {
  return new Promise((resolve) => {
    stream.on(event, resolve);
  });
}

function ending(reason: string, reconnect: boolean): object {
  return { reason, reconnect, deadline_ms: 0, summary: {} };
}

describe.each<TransportName>(['socket.io', 'websocket'])('VoxrailClient over %s', (transport) => {
  const toClose: (() => Promise<void>)[] = [];

  async function start(
    onStream: (stream: ScriptedStream) => void,
    more: { port?: number; refuse?: (token: string | undefined) => Refusal | undefined } = {},
  ): Promise<ScriptedGateway> {
    const gateway = await ScriptedGateway.start({ onStream, ...more });
    toClose.push(() => gateway.stop());
    return gateway;
  }

  function client(
    url: VoxrailClientOptions['url'],
    options: Partial<VoxrailClientOptions> = {},
  ): VoxrailClient {
    const made = new VoxrailClient({ url, transport, connectTimeoutMs: 10_000, ...options });
    toClose.push(() => {
      made.close();
      return Promise.resolve();
    });
    return made;
  }

  function disconnection(subject: VoxrailClient): Promise<Disconnected> {
    return new Promise((resolve) => subject.on('disconnected', resolve));
  }

  afterEach(async () => {
    for (const close of toClose.splice(0).reverse()) await close();
  });

  it('opens a session with its configuration and is told its formats', async () => {
    let session: unknown;
    const { url } = await start((stream) => {
      session = stream.session;
      stream.send('connected', connectedMessage());
    });
    const subject = client(url, { session: { greeting: 'Hello' } });
    await expect(subject.connect()).resolves.toEqual(connectedMessage());
    expect(session).toEqual({ greeting: 'Hello' });
    expect(subject.state).toBe('open');
  });

  it('joins a session that was created elsewhere with its token', async () => {
    let token: unknown;
    const { url, created } = await start((stream) => {
      token = stream.token;
      stream.send('connected', connectedMessage());
    });
    await client(url, { sessionId: 'session-1', token: 'made-elsewhere' }).connect();
    expect(token).toBe('made-elsewhere');
    expect(created).toEqual([]);
  });

  it('sends samples as little-endian bytes and receives audio with its turn and offset', async () => {
    const { url } = await start((stream) => {
      stream.send('connected', connectedMessage());
      stream.on('audio_chunk', (bytes) => {
        stream.sendAudio(bytes as Buffer, { turn: 3, offset_ms: 120 });
      });
    });
    const subject = client(url);
    const echoed = new Promise<AgentAudio>((resolve) => subject.on('audio', resolve));
    await subject.connect();
    expect(subject.sendAudio(new Int16Array([1, -2, 32767]))).toBe(true);
    await expect(echoed).resolves.toEqual({
      turn: 3,
      offsetMs: 120,
      samples: new Int16Array([1, -2, 32767]),
    });
  });

  it('offers a tool and answers its requests by the function that came with it', async () => {
    let session: unknown;
    let answer: Promise<unknown> = Promise.resolve();
    const { url } = await start((stream) => {
      session = stream.session;
      stream.send('connected', connectedMessage());
      answer = received(stream, 'tool_response');
      const request = { request_id: 'r1', tool_name: 'double', parameters: { n: 21 } };
      stream.send('tool_request', { ...request, turn: 1, deadline_ms: 60_000 });
    });
    const subject = client(url);
    const offer = { name: 'double', description: 'Doubles.', parameters: { type: 'object' } };
    subject.tool(offer, ({ n }) => Promise.resolve(Number(n) * 2));
    const outcome = new Promise((resolve) => subject.on('tool_outcome', resolve));
    await subject.connect();
    await expect(outcome).resolves.toMatchObject({ requestId: 'r1', status: 'completed' });
    await expect(answer).resolves.toEqual({ request_id: 'r1', result: 42 });
    expect(session).toEqual({ tools: [offer] });
  });

  it('offers its tools to a session that was created elsewhere once it is open', async () => {
    const offer = { name: 'double', description: 'Doubles.', parameters: { type: 'object' } };
    let update: Promise<unknown> = Promise.resolve();
    const { url } = await start((stream) => {
      update = received(stream, 'session_update');
      stream.send('connected', connectedMessage());
    });
    const subject = client(url, { sessionId: 'session-1', token: 'a' });
    subject.tool(offer, () => Promise.resolve(0));
    await subject.connect();
    await expect(update).resolves.toEqual({ session: { tools: [offer] } });
  });

  it('tells the state of the agent in the same words on either transport', async () => {
    const { url } = await start((stream) => {
      stream.send('connected', connectedMessage());
      stream.send('agent_state', { speaking: true, processing: false });
    });
    const subject = client(url);
    const state = new Promise((resolve) => subject.on('agent_state', resolve));
    await subject.connect();
    await expect(state).resolves.toEqual({ speaking: true, processing: false });
  });

  it.each([
    ['capacity', 503, true],
    ['unauthorized', 401, false],
    ['session_not_found', 404, false],
  ])('rejects with %s when the gateway refuses with it', async (code, status, retryable) => {
    const refusal = { code, status, message: 'no' };
    const { url } = await start(() => undefined, { refuse: () => refusal });
    const error = { code, message: 'no', retryable };
    await expect(client(url).connect()).rejects.toMatchObject(error);
    const joining = client(url, { sessionId: 'session-1', token: 'a' });
    await expect(joining.connect()).rejects.toMatchObject(error);
  });

  it('rejects with the code of a fatal error that comes before the session is open', async () => {
    const { url } = await start((stream) => {
      stream.send('error', { code: 'rail_unavailable', message: 'no tts worker', fatal: true });
      stream.close(1011);
    });
    await expect(client(url).connect()).rejects.toMatchObject({
      code: 'rail_unavailable',
      message: 'no tts worker',
    });
  });

  it('calls a port where nothing listens unreachable, and tries the next address', async () => {
    const nobody = 'http://127.0.0.1:9';
    await expect(client(nobody).connect()).rejects.toMatchObject({ code: 'unreachable' });
    const { url } = await start((stream) => {
      stream.send('connected', connectedMessage());
    });
    await expect(client([nobody, url]).connect()).resolves.toEqual(connectedMessage());
  });

  it('gives up on a gateway that never says connected', async () => {
    const { url } = await start(() => undefined);
    const subject = client(url, { connectTimeoutMs: 100 });
    await expect(subject.connect()).rejects.toMatchObject({ code: 'timeout' });
    expect(subject.state).toBe('ended');
  });

  it('ignores messages it does not know', async () => {
    const { url } = await start((stream) => {
      stream.send('connected', connectedMessage());
      stream.send('telepathy', {});
      stream.send('user_speech', { speaking: true });
    });
    const subject = client(url);
    const speech = new Promise((resolve) => subject.on('user_speech', resolve));
    await subject.connect();
    await expect(speech).resolves.toEqual({ speaking: true });
  });

  it('comes back with its latest token when the connection is lost', async () => {
    const tokens: (string | undefined)[] = [];
    const { url } = await start((stream) => {
      tokens.push(stream.token);
      const resumed = tokens.length > 1;
      stream.send('connected', connectedMessage({ resumed, token: `token-${tokens.length}` }));
      if (resumed) return;
      stream.send('token', { token: 'renewed', expires_at: '2100-01-01T00:00:00Z' });
      stream.on('text', () => {
        stream.sever();
      });
    });
    const subject = client(url);
    const attempts: number[] = [];
    subject.on('reconnecting', ({ attempt }) => attempts.push(attempt));
    const resumed = new Promise<Resumed>((resolve) => subject.on('resumed', resolve));
    const renewed = new Promise((resolve) => subject.on('token', resolve));
    await subject.connect();
    await renewed;
    subject.text('now');
    await expect(resumed).resolves.toMatchObject({ attempts: 1, connected: { resumed: true } });
    expect(attempts).toEqual([1]);
    expect(tokens[1]).toBe('renewed');
    expect(subject.state).toBe('open');
  });

  it('goes on with another gateway within two seconds when its own is killed', async () => {
    const greet = (stream: ScriptedStream): void => {
      stream.send('connected', connectedMessage({ token: 'a' }));
    };
    const first = await start(greet);
    const second = await start(greet);
    const subject = client([first.url, second.url]);
    const resumed = new Promise<Resumed>((resolve) => subject.on('resumed', resolve));
    const lost = new Promise((resolve) => subject.on('reconnecting', resolve));
    await subject.connect();
    await Promise.all([first.stop(), lost]);
    expect(subject.sendAudio(new Int16Array(320))).toBe(false);
    const { awayMs } = await resumed;
    expect(awayMs).toBeLessThan(2_000);
    expect(subject.sendAudio(new Int16Array(320))).toBe(true);
  });

  it('answers a tool whose result came while there was no connection, and keeps a late refusal quiet', async () => {
    const streams: ScriptedStream[] = [];
    let answer: unknown;
    const { url } = await start((stream) => {
      streams.push(stream);
      stream.send('connected', connectedMessage({ token: 'a' }));
      if (streams.length === 1) {
        const request = { request_id: 'r1', tool_name: 'slow', parameters: {} };
        stream.send('tool_request', { ...request, turn: 1, deadline_ms: 60_000 });
      }
      stream.on('tool_response', (payload) => {
        answer = payload;
        const { event_id } = payload as { event_id: string };
        stream.send('error', { code: 'tool_request_not_found', message: 'late', event_id });
        stream.send('user_speech', { speaking: true });
      });
    });
    const subject = client(url);
    const errors: unknown[] = [];
    subject.on('error', (error) => errors.push(error));
    const lost = new Promise((resolve) => subject.on('reconnecting', resolve));
    const answered = new Promise((resolve) => subject.on('user_speech', resolve));
    subject.on('tool_request', () => streams[0]?.sever());
    subject.handleTool('slow', async () => {
      await lost;
      return 7;
    });
    await subject.connect();
    await answered;
    expect(answer).toMatchObject({ request_id: 'r1', result: 7 });
    expect(errors).toEqual([]);
  });

  it.each([
    ['replaced', true, 4409],
    ['max_duration', false, 4408],
    ['deleted', false, 1000],
  ])('does not come back after session_ending %s', async (reason, reconnect, code) => {
    let streams = 0;
    const { url } = await start((stream) => {
      streams += 1;
      stream.send('connected', connectedMessage({ token: 'a' }));
      stream.send('session_ending', ending(reason, reconnect));
      stream.close(code);
    });
    const subject = client(url);
    const gone = disconnection(subject);
    await subject.connect();
    await expect(gone).resolves.toMatchObject({ expected: true });
    expect(subject.state).toBe('ended');
    expect(streams).toBe(1);
  });

  it('comes back when a gateway drains', async () => {
    let streams = 0;
    const { url } = await start((stream) => {
      streams += 1;
      stream.send('connected', connectedMessage({ token: 'a' }));
      if (streams > 1) return;
      stream.send('session_ending', ending('draining', true));
      stream.close(1012);
    });
    const subject = client(url);
    const resumed = new Promise((resolve) => subject.on('resumed', resolve));
    await subject.connect();
    await resumed;
    expect(streams).toBe(2);
  });

  it('ends when the session is gone by the time it comes back', async () => {
    let gone = false;
    const refusal = { status: 404, code: 'session_not_found', message: 'ended' };
    const { url } = await start(
      (stream) => {
        stream.send('connected', connectedMessage({ token: 'a' }));
        stream.on('text', () => {
          gone = true;
          stream.sever();
        });
      },
      { refuse: () => (gone ? refusal : undefined) },
    );
    const subject = client(url);
    const end = disconnection(subject);
    await subject.connect();
    subject.text('now');
    await expect(end).resolves.toMatchObject({
      expected: false,
      error: { code: 'session_not_found' },
    });
  });

  it('does not come back where it was told not to', async () => {
    const { url } = await start((stream) => {
      stream.send('connected', connectedMessage({ token: 'a' }));
      stream.on('text', () => {
        stream.sever();
      });
    });
    const subject = client(url, { reconnect: false });
    const end = disconnection(subject);
    await subject.connect();
    subject.text('now');
    await expect(end).resolves.toMatchObject({ expected: false, error: { code: 'unreachable' } });
  });

  it('hangs up and waits for the gateway to close', async () => {
    const { url } = await start((stream) => {
      stream.send('connected', connectedMessage({ token: 'a' }));
      stream.on('control', () => {
        stream.close(1000);
      });
    });
    const subject = client(url);
    const end = disconnection(subject);
    await subject.connect();
    await subject.hangUp();
    await expect(end).resolves.toMatchObject({ expected: true, error: undefined });
  });

  it('drops audio and refuses messages once the session is gone', async () => {
    const { url } = await start((stream) => {
      stream.send('connected', connectedMessage());
    });
    const subject = client(url);
    await subject.connect();
    subject.close();
    expect(subject.sendAudio(new Int16Array(320))).toBe(false);
    expect(subject.droppedAudioMessages).toBe(1);
    expect(() => {
      subject.text('hello?');
    }).toThrow(expect.objectContaining({ code: 'not_connected' }) as Error);
  });
});
