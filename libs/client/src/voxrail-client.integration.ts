import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Socket } from 'socket.io';
import { Server } from 'socket.io';

import type { AgentAudio } from './client-events';
import { VoxrailClient } from './voxrail-client';

const CONNECTED = {
  session_id: 'session-1',
  protocol: 'voice-agent.v1',
  resumed: false,
  turn: 0,
  audio_in: { encoding: 'pcm_s16le', sample_rate: 16_000, channels: 1 },
  audio_out: { encoding: 'pcm_s16le', sample_rate: 22_050, channels: 1 },
};

/** A Socket.IO server of the test's own: the other end of the wire, without a conversation behind it. */
async function listen(
  onSocket: (socket: Socket) => void,
): Promise<{ url: string; server: Server }> {
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'] });
  server.on('connection', onSocket);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, server };
}

function received(socket: Socket, event: string): Promise<unknown> {
  return new Promise((resolve) => socket.once(event, resolve));
}

describe('VoxrailClient over a real socket', () => {
  const toClose: (() => Promise<void>)[] = [];

  async function start(onSocket: (socket: Socket) => void): Promise<string> {
    const { url, server } = await listen(onSocket);
    toClose.push(() => server.close());
    return url;
  }

  function client(url: string, connectTimeoutMs = 2_000): VoxrailClient {
    const made = new VoxrailClient({ url, session: { greeting: 'Hello' }, connectTimeoutMs });
    toClose.push(() => {
      made.close();
      return Promise.resolve();
    });
    return made;
  }

  afterEach(async () => {
    for (const close of toClose.splice(0).reverse()) await close();
  });

  it('opens a session with its configuration and is told its formats', async () => {
    let auth: unknown;
    const url = await start((socket) => {
      auth = socket.handshake.auth;
      socket.emit('connected', CONNECTED);
    });
    await expect(client(url).connect()).resolves.toEqual(CONNECTED);
    expect(auth).toEqual({ session: { greeting: 'Hello' } });
  });

  it('sends samples as little-endian bytes and receives audio with its turn and offset', async () => {
    const url = await start((socket) => {
      socket.emit('connected', CONNECTED);
      socket.on('audio_chunk', (bytes: Buffer) => {
        socket.emit('audio_chunk', bytes, { turn: 3, offset_ms: 120 });
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

  it('answers a tool request with its handler and says so', async () => {
    let answer: Promise<unknown> = Promise.resolve();
    const url = await start((socket) => {
      socket.emit('connected', CONNECTED);
      answer = received(socket, 'tool_response');
      socket.emit('tool_request', {
        request_id: 'r1',
        tool_name: 'double',
        parameters: { n: 21 },
        turn: 1,
        deadline_ms: 1000,
      });
    });
    const subject = client(url);
    subject.handleTool('double', ({ n }) => Promise.resolve(Number(n) * 2));
    const outcome = new Promise((resolve) => subject.on('tool_outcome', resolve));
    await subject.connect();
    await expect(outcome).resolves.toMatchObject({ requestId: 'r1', status: 'completed' });
    await expect(answer).resolves.toEqual({ request_id: 'r1', result: 42 });
  });

  it('rejects with the gateway’s code when the connection is refused', async () => {
    const { url, server } = await listen(() => undefined);
    toClose.push(() => server.close());
    server.use((_socket, next) => {
      next(Object.assign(new Error('full'), { data: { code: 'capacity', message: 'all busy' } }));
    });
    await expect(client(url).connect()).rejects.toMatchObject({
      code: 'capacity',
      message: 'all busy',
      retryable: true,
    });
  });

  it('rejects with the code of a fatal error that comes before the session is open', async () => {
    const url = await start((socket) => {
      socket.emit('error', { code: 'rail_unavailable', message: 'no tts worker', fatal: true });
      socket.disconnect(true);
    });
    await expect(client(url).connect()).rejects.toMatchObject({
      code: 'rail_unavailable',
      message: 'no tts worker',
    });
  });

  it('calls a port where nothing listens unreachable', async () => {
    await expect(client('http://127.0.0.1:9').connect()).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  it('gives up on a gateway that never says connected', async () => {
    const url = await start(() => undefined);
    const subject = client(url, 100);
    await expect(subject.connect()).rejects.toMatchObject({ code: 'timeout' });
    expect(subject.connected).toBe(false);
  });

  it('ignores messages it does not know and audio without its position', async () => {
    const url = await start((socket) => {
      socket.emit('connected', CONNECTED);
      socket.emit('telepathy', {});
      socket.emit('audio_chunk', Buffer.alloc(4));
      socket.emit('user_speech', { speaking: true });
    });
    const subject = client(url);
    let chunks = 0;
    subject.on('audio', () => (chunks += 1));
    const speech = new Promise((resolve) => subject.on('user_speech', resolve));
    await subject.connect();
    await expect(speech).resolves.toEqual({ speaking: true });
    expect(chunks).toBe(0);
  });

  it('tells an announced end from a lost connection', async () => {
    const url = await start((socket) => {
      socket.emit('connected', CONNECTED);
      socket.on('control', () => {
        socket.emit('session_ending', { reason: 'hangup' });
        socket.disconnect(true);
      });
      socket.on('text', () => socket.disconnect(true));
    });
    for (const [act, expected] of [
      [
        (c: VoxrailClient) => {
          c.control('hangup');
        },
        true,
      ],
      [
        (c: VoxrailClient) => {
          c.text('lost');
        },
        false,
      ],
    ] as const) {
      const subject = client(url);
      const gone = new Promise((resolve) => subject.on('disconnected', resolve));
      await subject.connect();
      act(subject);
      await expect(gone).resolves.toMatchObject({ expected });
    }
  });

  it('drops audio and refuses messages once the session is gone', async () => {
    const url = await start((socket) => socket.emit('connected', CONNECTED));
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
