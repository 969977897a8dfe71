import * as fc from 'fast-check';

import { FrameKind, decodeFrame, decodePayload } from '@voxrail/contracts';
import type { Frame } from '@voxrail/contracts';
import { InMemoryBus } from '@voxrail/testing';

import { FrameSender } from './frame-sender';
import { subscribeFrames } from './subscribe-frames';

function setUp(): { bus: InMemoryBus; sender: FrameSender; frames: Frame[] } {
  const bus = new InMemoryBus();
  const frames: Frame[] = [];
  subscribeFrames(bus, 'va.s.session-1.tts.out', (frame) => frames.push(frame));
  return { bus, sender: new FrameSender(bus, 'va.s.session-1.tts.out'), frames };
}

describe('FrameSender', () => {
  it('numbers the frames of each order by themselves, whatever their kind', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 60 }), (orders) => {
        const { bus, sender, frames } = setUp();
        for (const [index, order] of orders.entries()) {
          if (index % 2 === 0) sender.send(FrameKind.TTS_AUDIO, order, index, new Uint8Array(4));
          else sender.send(FrameKind.LLM_DELTA, order, index, { text: 'a', atMs: 1 });
        }
        bus.deliver();
        const next = new Map<number, number>();
        for (const [index, frame] of frames.entries()) {
          expect([frame.order, frame.offset]).toEqual([orders[index], index]);
          expect(frame.seq).toBe(next.get(frame.order) ?? 0);
          next.set(frame.order, frame.seq + 1);
        }
        expect(frames).toHaveLength(orders.length);
      }),
    );
  });

  it('copies audio, so that its buffer may be used again at once', () => {
    const { bus, sender, frames } = setUp();
    const pcm = new Uint8Array([1, 2, 3, 4]);
    sender.send(FrameKind.TTS_AUDIO, 1, 0, pcm);
    pcm.fill(9);
    bus.deliver();
    expect([...(frames[0]?.payload ?? [])]).toEqual([1, 2, 3, 4]);
  });

  it('writes messages as their contract reads them', () => {
    const { bus, sender, frames } = setUp();
    sender.send(FrameKind.TTS_DONE, 3, 4_410, { firstAudioMs: 12, segments: 2, atMs: 99 });
    bus.deliver();
    const [frame] = frames;
    if (frame === undefined) throw new Error('no frame');
    expect(frame).toMatchObject({ kind: FrameKind.TTS_DONE, order: 3, seq: 0, offset: 4_410 });
    expect(decodePayload(FrameKind.TTS_DONE, frame)).toMatchObject({
      ok: true,
      value: { firstAudioMs: 12, segments: 2, atMs: 99 },
    });
  });

  it('forgets the oldest orders when there are more than a session ever has', () => {
    const bus = new InMemoryBus();
    const seqs: number[] = [];
    bus.subscribe('out', (data) => {
      const decoding = decodeFrame(data);
      if (decoding.ok) seqs.push(decoding.frame.seq);
    });
    const sender = new FrameSender(bus, 'out');
    for (let order = 1; order <= 33; order += 1) {
      sender.send(FrameKind.TTS_AUDIO, order, 0, new Uint8Array(2));
    }
    sender.send(FrameKind.TTS_AUDIO, 2, 0, new Uint8Array(2));
    sender.send(FrameKind.TTS_AUDIO, 1, 0, new Uint8Array(2));
    bus.deliver();
    expect(seqs.slice(-2)).toEqual([1, 0]);
  });
});
