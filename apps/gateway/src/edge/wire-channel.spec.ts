import { VirtualClock } from '@voxrail/clock';
import fc from 'fast-check';

import { RecordingWire } from './testing/recording-wire';
import { WireChannel } from './wire-channel';

const MOST_BYTES = 256 * 1024;

const INFO = { turn: 1, offset_ms: 0 };

/** What is to be sent leaves two microtasks later. */
async function written(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('WireChannel', () => {
  let clock: VirtualClock;
  let wire: RecordingWire;
  let channel: WireChannel;
  let slow: number;

  beforeEach(() => {
    clock = new VirtualClock();
    wire = new RecordingWire();
    channel = new WireChannel(wire, clock);
    slow = 0;
    channel.watchBackpressure(() => {
      slow += 1;
    });
  });

  it('writes an interruption at once, and what was before it', () => {
    channel.send('user_speech', { speaking: true });
    expect(wire.messages).toEqual([]);
    channel.send('interrupted', { turn: 1, played_ms: 0 });
    expect(wire.messages.map(({ name }) => name)).toEqual(['user_speech', 'interrupted']);
  });

  it('keeps at most 256 KiB of audio for a client that does not read, and says so once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 2, max: 65_536 }), { minLength: 10, maxLength: 60 }),
        async (sizes) => {
          const stuck = new RecordingWire();
          stuck.isRead = false;
          let noticed = 0;
          const other = new WireChannel(stuck, clock);
          other.watchBackpressure(() => {
            noticed += 1;
          });
          for (const size of sizes) other.sendAudio(new Uint8Array(size), INFO);
          await written();
          expect(stuck.waitingBytes).toBeLessThanOrEqual(MOST_BYTES);
          const all = sizes.reduce((sum, size) => sum + size, 0);
          expect(noticed).toBe(all > MOST_BYTES ? 1 : 0);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('notices a client that does not read messages either', async () => {
    wire.isRead = false;
    for (let count = 0; count < 300; count += 1) {
      channel.send('agent_text', { turn: 1, delta: 'x'.repeat(1_000) });
    }
    await written();
    expect(slow).toBe(1);
  });

  it.each([
    ['hangup', 'hangup'],
    ['replaced', 'replaced'],
    ['draining', 'draining'],
  ] as const)('closes for the reason that the session gave: %s', (reason, expected) => {
    const usage = { input_tokens: 0, output_tokens: 0, speculative_tokens: 0, audio_ms: 0 };
    const summary = { turns: 0, duration_ms: 0, usage, metadata: {} };
    channel.send('session_ending', { reason, deadline_ms: 0, reconnect: false, summary });
    channel.close();
    expect(wire.messages).toHaveLength(1);
    expect(wire.closedFor).toBe(expected);
    expect(clock.pendingTimers).toBe(0);
  });

  it('closes as failed after a fatal error, and not after another', () => {
    channel.send('error', { code: 'rail_unavailable', message: 'gone' });
    channel.close();
    expect(wire.closedFor).toBe('unknown');
    const other = new RecordingWire();
    const failing = new WireChannel(other, clock);
    failing.send('error', { code: 'rail_unavailable', message: 'gone', fatal: true });
    failing.close();
    expect(other.closedFor).toBe('failed');
  });

  it('does not wait longer than a second for a client that does not answer the close', () => {
    wire.isRead = false;
    channel.close();
    clock.advance(999);
    expect(wire.destroyed).toBe(false);
    clock.advance(1);
    expect(wire.destroyed).toBe(true);
  });

  it('writes nothing to a connection that is gone', async () => {
    channel.send('user_speech', { speaking: true });
    channel.sendAudio(new Uint8Array(100), INFO);
    wire.ends();
    await written();
    expect(wire.messages).toEqual([]);
    expect(wire.audioBytes).toBe(0);
    expect(slow).toBe(0);
  });
});
