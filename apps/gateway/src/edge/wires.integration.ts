import { SystemClock } from '@voxrail/clock';
import { until } from '@voxrail/testing';

import type { ClosingReason } from './client-wire';
import type { OpenWire } from './testing/open-wire';
import { openSocketIo, openWebSocket } from './testing/open-wire';
import { WireChannel } from './wire-channel';

const ONE_SECOND = new Uint8Array(44_100);
const MOST_BYTES = 256 * 1024;

const WIRES = [
  { name: 'Socket.IO', open: openSocketIo, audio: ['audio'], end: 'io server disconnect' },
  { name: 'raw WebSocket', open: openWebSocket, audio: ['audio_start', 'audio'], end: '1001' },
];

describe.each(WIRES)('a channel over $name', ({ open, audio, end }) => {
  let both: OpenWire;
  let channel: WireChannel;

  beforeEach(async () => {
    both = await open();
    channel = new WireChannel(both.wire, new SystemClock());
  });

  afterEach(async () => {
    await both.stop();
  });

  it('delivers everything that was sent before it was closed', async () => {
    channel.sendAudio(ONE_SECOND, { turn: 1, offset_ms: 0 });
    channel.send('audio_end', { turn: 1, duration_ms: 1_000 });
    channel.close();
    expect(await until(() => both.ended(), 10_000, 'the end')).toBe(end);
    expect(both.received).toEqual([...audio, 'audio_end']);
  });

  it('notices a client that does not read, once, keeps little for it, and closes without it', async () => {
    let slow = 0;
    channel.watchBackpressure(() => {
      slow += 1;
    });
    both.stopReading();
    let most = 0;
    for (let second = 0; second < 2_000 && slow === 0; second += 1) {
      channel.sendAudio(ONE_SECOND, { turn: 1, offset_ms: second * 1_000 });
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, both.wire.waitingBytes);
    }
    expect(slow).toBe(1);
    expect(most).toBeLessThanOrEqual(MOST_BYTES + 1_000);
    channel.sendAudio(ONE_SECOND, { turn: 1, offset_ms: 0 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(slow).toBe(1);
    let closed = false;
    both.wire.onceClosed(() => {
      closed = true;
    });
    channel.close();
    await until(() => closed, 10_000, 'the end of the connection');
    expect(both.wire.isOpen).toBe(false);
  });
});

describe('the raw WebSocket’s own', () => {
  let both: OpenWire;

  beforeEach(async () => {
    both = await openWebSocket();
  });

  afterEach(async () => {
    await both.stop();
  });

  it('announcement of audio comes before another turn and before a jump, and not else', async () => {
    const { wire, received, texts } = both;
    wire.writeAudio(ONE_SECOND, { turn: 1, offset_ms: 0 });
    wire.writeAudio(ONE_SECOND, { turn: 1, offset_ms: 1_000 });
    wire.writeAudio(ONE_SECOND, { turn: 1, offset_ms: 1_500 });
    wire.writeAudio(ONE_SECOND, { turn: 2, offset_ms: 0 });
    await until(() => received.filter((name) => name === 'audio').length === 4, 10_000, 'audio');
    expect(received).toEqual([
      'audio_start',
      'audio',
      'audio',
      'audio_start',
      'audio',
      'audio_start',
      'audio',
    ]);
    expect(texts.map((text) => JSON.parse(text) as unknown)).toEqual([
      { type: 'audio_start', turn: 1, offset_ms: 0 },
      { type: 'audio_start', turn: 1, offset_ms: 1_500 },
      { type: 'audio_start', turn: 2, offset_ms: 0 },
    ]);
  });

  it.each<[ClosingReason, string]>([
    ['hangup', '1000'],
    ['deleted', '1000'],
    ['unknown', '1001'],
    ['failed', '1011'],
    ['draining', '1012'],
    ['bad_requests', '4400'],
    ['expired', '4401'],
    ['idle', '4408'],
    ['max_duration', '4408'],
    ['replaced', '4409'],
    ['slow', '4413'],
    ['too_fast', '4429'],
  ])('close code says why: %s is %s', async (reason, code) => {
    both.wire.close(reason);
    expect(await until(() => both.ended(), 10_000, 'the end')).toBe(code);
  });
});
