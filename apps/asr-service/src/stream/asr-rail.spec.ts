import type { Frame, JsonFrameKind, Payload } from '@voxrail/contracts';
import {
  decodeFrame,
  decodePayload,
  encodeFrame,
  encodeJsonFrame,
  FrameKind,
  interruptSubject,
  railSubject,
} from '@voxrail/contracts';
import { VirtualClock } from '@voxrail/clock';
import { InMemoryBus } from '@voxrail/testing';
import fc from 'fast-check';

import { CONTEXT_SAMPLES, INPUT_SAMPLES } from '../vad/vad-batch';
import { VadBatcher } from '../vad/vad-batcher';
import { AsrRail } from './asr-rail';
import { start, VOICE } from '../testing/scripted-session';

const SID = 'session-1';
const IN = railSubject(SID, 'asr', 'in');

class Gateway {
  public readonly bus = new InMemoryBus();
  public readonly clock = new VirtualClock();
  public readonly heard: Frame[] = [];
  public readonly dropped: string[] = [];
  public readonly rail: AsrRail;
  private seq = 0;

  public constructor() {
    this.bus.subscribe(railSubject(SID, 'asr', 'out'), (data) => {
      const decoding = decodeFrame(data);
      if (!decoding.ok) throw new Error(decoding.defect);
      this.heard.push(decoding.frame);
    });
    const vad = new VadBatcher((batch) => {
      const loud = (row: number): boolean =>
        (batch.input[row * INPUT_SAMPLES + CONTEXT_SAMPLES] ?? 0) > 0.1;
      const probabilities = Float32Array.from({ length: batch.size }, (_, row) =>
        loud(row) ? 1 : 0,
      );
      return Promise.resolve({ probabilities, state: batch.state });
    }, this.clock);
    this.rail = new AsrRail(SID, {
      workerId: 'asr-worker',
      bus: this.bus,
      clock: this.clock,
      vad,
      recognize: () => Promise.resolve({ text: 'heard', confidence: 1, words: [] }),
      observer: {
        dropped: (reason) => this.dropped.push(reason),
        finalized: () => undefined,
        failed: () => undefined,
      },
    });
  }

  public send<K extends JsonFrameKind>(kind: K, order: number, payload: Payload<K>): void {
    this.bus.publish(IN, encodeJsonFrame(kind, { order, seq: this.seq++, offset: 0 }, payload));
  }

  public open(order: number, firstSample = 0): void {
    this.send(FrameKind.ASR_START, order, start({}, firstSample));
  }

  public speak(order: number, from: number, frames: number, amplitude = VOICE): void {
    for (let i = 0; i < frames; i++) {
      const payload = new Uint8Array(new Int16Array(512).fill(amplitude).buffer);
      const offset = from + i * 512;
      this.bus.publish(
        IN,
        encodeFrame({ kind: FrameKind.ASR_AUDIO, order, seq: this.seq++, offset, payload }),
      );
    }
  }

  public async settle(): Promise<void> {
    for (let i = 0; i < 200; i++) await Promise.resolve();
  }

  public kinds(order: number): FrameKind[] {
    return this.heard
      .filter((frame) => frame.order === order && frame.kind !== FrameKind.ASR_PARTIAL)
      .map((frame) => frame.kind);
  }
}

const UTTERANCE = [
  FrameKind.ASR_SPEECH_STARTED,
  FrameKind.ASR_SPEECH_ENDED,
  FrameKind.ASR_FINAL,
] as const;

describe('AsrRail', () => {
  it('leaves a stream to the worker that the gateway means', async () => {
    const gateway = new Gateway();
    for (const [order, worker] of [
      [3, 'asr-another'],
      [4, 'asr-worker'],
    ] as const) {
      gateway.send(FrameKind.ASR_START, order, { ...start(), worker });
      gateway.speak(order, 0, 20);
      gateway.speak(order, 20 * 512, 12, 0);
      await gateway.settle();
    }
    expect(gateway.kinds(3)).toEqual([]);
    expect(gateway.kinds(4)).toEqual([...UTTERANCE]);
  });

  it('hears frames of an open order and answers with events of the same order', async () => {
    const gateway = new Gateway();
    gateway.open(3);
    gateway.speak(3, 0, 20);
    gateway.speak(3, 20 * 512, 12, 0);
    await gateway.settle();
    expect(gateway.kinds(3)).toEqual(UTTERANCE);
    const seqs = gateway.heard.map((frame) => frame.seq);
    expect(seqs).toEqual(seqs.map((_, i) => i));
    const final = gateway.heard.at(-1);
    if (final === undefined) throw new Error('nothing was heard');
    expect(decodePayload(FrameKind.ASR_FINAL, final)).toMatchObject({
      ok: true,
      value: { text: 'heard', utterance: start().firstUtterance, endSample: 20 * 512 },
    });
  });

  it('does not hear frames of an order that is not open', async () => {
    const gateway = new Gateway();
    gateway.speak(3, 0, 20);
    gateway.open(4);
    gateway.speak(3, 0, 20);
    gateway.send(FrameKind.ASR_FLUSH, 3, {});
    await gateway.settle();
    expect(gateway.heard).toEqual([]);
  });

  it('ends a stream when a newer order starts, and does not let the older one start again', async () => {
    const gateway = new Gateway();
    gateway.open(3);
    gateway.speak(3, 0, 10);
    await gateway.settle();
    gateway.open(4, 10 * 512);
    gateway.open(3);
    gateway.speak(3, 10 * 512, 30, 0);
    gateway.speak(4, 10 * 512, 10);
    gateway.send(FrameKind.ASR_FLUSH, 4, {});
    await gateway.settle();
    expect(gateway.kinds(3)).toEqual([FrameKind.ASR_SPEECH_STARTED]);
    expect(gateway.kinds(4)).toEqual(UTTERANCE);
  });

  it('takes a doubled start for the one it has', async () => {
    const gateway = new Gateway();
    gateway.open(3);
    gateway.speak(3, 0, 10);
    gateway.open(3);
    gateway.send(FrameKind.ASR_FLUSH, 3, {});
    await gateway.settle();
    expect(gateway.kinds(3)).toEqual(UTTERANCE);
  });

  it('goes on listening when its order is named in an interrupt', async () => {
    const gateway = new Gateway();
    gateway.open(3);
    gateway.speak(3, 0, 10);
    const address = { order: 9, seq: 0, offset: 0 };
    const interrupt = { from: 0, to: 9, atMs: 0 };
    gateway.bus.publish(
      interruptSubject(SID),
      encodeJsonFrame(FrameKind.INTERRUPT, address, interrupt),
    );
    gateway.send(FrameKind.ASR_FLUSH, 3, {});
    await gateway.settle();
    expect(gateway.kinds(3)).toEqual(UTTERANCE);
  });

  it('survives anything on its subject and goes on hearing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 20 }),
        async (noise) => {
          const gateway = new Gateway();
          gateway.open(3);
          gateway.speak(3, 0, 5);
          for (const bytes of noise) {
            gateway.bus.publish(IN, bytes);
            const disguised = encodeFrame({
              kind: FrameKind.ASR_CONFIG,
              order: 3,
              seq: 0,
              offset: 0,
              payload: bytes,
            });
            gateway.bus.publish(IN, disguised);
          }
          gateway.speak(3, 5 * 512, 5);
          gateway.send(FrameKind.ASR_FLUSH, 3, {});
          await gateway.settle();
          expect(gateway.kinds(3)).toEqual(UTTERANCE);
        },
      ),
    );
  });

  it('does not open a stream at a position that cannot be', async () => {
    const gateway = new Gateway();
    gateway.open(3, 1e300);
    gateway.speak(3, 0, 10);
    await gateway.settle();
    expect(gateway.heard).toEqual([]);
  });

  it('gives its subscription and its timers back at once when it is closed', async () => {
    const gateway = new Gateway();
    const before = gateway.bus.subscriptionCount;
    gateway.open(3);
    gateway.speak(3, 0, 10);
    await gateway.settle();
    expect(gateway.clock.pendingTimers).toBeGreaterThan(0);
    gateway.rail.close();
    gateway.rail.close();
    expect(gateway.bus.subscriptionCount).toBe(before - 1);
    expect(gateway.clock.pendingTimers).toBe(0);
  });
});
