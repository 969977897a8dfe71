import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { AwakeClock } from '@voxrail/testing';
import type { Socket } from 'socket.io';
import { Server } from 'socket.io';

import type { CallerOptions } from './caller';
import { Caller } from './caller';

const FORMAT = { encoding: 'pcm_s16le', channels: 1 };
const CONNECTED = {
  session_id: 'session-1',
  protocol: 'voice-agent.v1',
  resumed: false,
  turn: 0,
  audio_in: { ...FORMAT, sample_rate: 16_000 },
  audio_out: { ...FORMAT, sample_rate: 22_050 },
};
const USAGE = { input_tokens: 1, output_tokens: 1, speculative_tokens: 0, audio_ms: 100 };
const METRICS = {
  turn: 1,
  end_of_speech_to_audio_ms: 100,
  endpointing_ms: 60,
  asr_ms: 10,
  llm_ttft_ms: 10,
  tts_ttfb_ms: 10,
  overhead_ms: 10,
  speculated: false,
  revisions: 0,
  interrupted: false,
  tools: 0,
  usage: USAGE,
};

/** 100 ms of a tone that a person would hear. */
function audible(): Buffer {
  return Buffer.from(new Int16Array(2_205).fill(4_000).buffer);
}

describe('Caller over a real socket', () => {
  // What is played and measured here would take the longer the longer the machine stalls.
  const clock = new AwakeClock();
  const servers: Server[] = [];
  const callers: Caller[] = [];

  async function call(
    onSocket: (socket: Socket) => void,
    options: Partial<CallerOptions> = {},
  ): Promise<Caller> {
    const http = createServer();
    const server = new Server(http, { transports: ['websocket'] });
    servers.push(server);
    server.on('connection', (socket) => {
      socket.emit('connected', CONNECTED);
      onSocket(socket);
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    const caller = new Caller({ url: `http://127.0.0.1:${port}`, clock, ...options });
    callers.push(caller);
    await caller.call();
    return caller;
  }

  afterAll(() => {
    clock.stop();
  });

  afterEach(async () => {
    for (const caller of callers.splice(0)) caller.drop();
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  it('speaks a recording among the silence of an open microphone', async () => {
    const received: number[] = [];
    const caller = await call((socket) => {
      socket.on('audio_chunk', (bytes: Buffer) => {
        for (let at = 0; at < bytes.length; at += 2) received.push(bytes.readInt16LE(at));
      });
    });
    caller.speak(new Int16Array(1_600).fill(7));
    await caller.until('silence after the speech', () => received.length > 3_200, 10_000);
    expect(received.filter((sample) => sample === 7)).toHaveLength(1_600);
    expect(received.lastIndexOf(7) - received.indexOf(7)).toBe(1_599);
  });

  it('measures from the end of the speech to the first audible chunk', async () => {
    const caller = await call((socket) => {
      let frames = 0;
      socket.on('audio_chunk', () => {
        frames += 1;
        if (frames !== 20) return;
        socket.emit('transcript', { turn: 1, text: 'hi', is_final: true, confidence: 1 });
        socket.emit('audio_chunk', Buffer.alloc(400), { turn: 1, offset_ms: 0 });
        socket.emit('audio_chunk', audible(), { turn: 1, offset_ms: 9.07 });
      });
    });
    caller.speak(new Int16Array(1_600).fill(5_000));
    const answered = (): boolean => caller.record.turns.get(1)?.firstAudibleMs != null;
    await caller.until('an answer', answered, 10_000);
    // 100 ms of speech, and the answer comes with the 20th frame, after 400 ms.
    expect(caller.latencyMs(1)).toBeGreaterThan(295);
    expect(caller.latencyMs(1)).toBeLessThan(400);
  });

  it('is settled once a turn is over and its audio has been heard', async () => {
    const caller = await call((socket) => {
      socket.emit('audio_chunk', audible(), { turn: 1, offset_ms: 0 });
      socket.emit('agent_text', { turn: 1, text: 'Hi.', heard: 'Hi.', is_final: true });
      socket.emit('turn_metrics', METRICS);
    });
    await caller.until('the metrics', () => caller.record.turns.get(1)?.metrics != null, 10_000);
    expect(caller.settled).toBe(false);
    await caller.until('the end', () => caller.settled, 10_000);
    expect(caller.record.turns.get(1)).toMatchObject({ agentText: 'Hi.', heard: 'Hi.' });
  });

  it.each<[string, (socket: Socket) => void]>([
    [
      'could not be recognized',
      (socket) => {
        socket.emit('error', { code: 'asr_failed', message: 'no', turn: 1 });
      },
    ],
    [
      'turned out to be nothing',
      (socket) => {
        socket.emit('transcript', { turn: 1, text: '', is_final: true, confidence: 0 });
      },
    ],
  ])('awaits no answer to speech that %s', async (_, end) => {
    const caller = await call((socket) => {
      socket.emit('transcript', { turn: 1, text: 'hm', is_final: false, confidence: 0 });
      socket.once('audio_chunk', () => {
        end(socket);
      });
    });
    await caller.until('a turn', () => caller.record.turns.has(1), 10_000);
    await caller.until('its end', () => caller.settled, 10_000);
  });

  it('keeps what was heard before an interruption and counts what should not have come after it', async () => {
    const caller = await call(
      (socket) => {
        for (let i = 0; i < 20; i += 1) {
          socket.emit('audio_chunk', audible(), { turn: 1, offset_ms: i * 100 });
        }
        socket.once('playback', () => {
          socket.emit('interrupted', { turn: 1, played_ms: 200 });
          socket.emit('audio_chunk', audible(), { turn: 1, offset_ms: 2_000 });
        });
      },
      { recordAudio: true },
    );
    await caller.until('a chunk too many', () => caller.record.deadChunks > 0, 10_000);
    expect(caller.queuedMs).toBe(0);
    const { samples, sampleRateHz } = caller.recording;
    const heardMs = (samples.length * 1_000) / sampleRateHz;
    expect(heardMs).toBeGreaterThan(150);
    expect(heardMs).toBeLessThan(600);
  });

  it('names what it waited for when that does not come', async () => {
    const caller = await call(() => undefined);
    await expect(caller.until('an answer', () => false, 20)).rejects.toMatchObject({
      code: 'timeout',
      awaited: 'an answer',
    });
  });
});
