import type { TtsAlignment, TtsDone, TtsFailed, TtsStart } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';

import type { Delivery } from './rail-link';
import { RailLink, withPayload } from './rail-link';

/** What comes of one speech. */
export interface SpeechListener {
  /** PCM16; a view that must be copied before it is kept. */
  onAudio(pcm: Uint8Array): void;
  onAlignment(alignment: TtsAlignment): void;
  onSpoken(done: TtsDone): void;
  onSpeechFailed(failure: TtsFailed): void;
}

const DELIVERY: Delivery<SpeechListener> = {
  [FrameKind.TTS_AUDIO]: (listener, frame) => {
    listener.onAudio(frame.payload);
    return true;
  },
  [FrameKind.TTS_ALIGNMENT]: withPayload(FrameKind.TTS_ALIGNMENT, (listener, event) => {
    listener.onAlignment(event);
  }),
  [FrameKind.TTS_DONE]: withPayload(FrameKind.TTS_DONE, (listener, event) => {
    listener.onSpoken(event);
  }),
  [FrameKind.TTS_FAILED]: withPayload(FrameKind.TTS_FAILED, (listener, event) => {
    listener.onSpeechFailed(event);
  }),
};

/** A session's speeches on its TTS worker. */
export class TtsRail {
  private readonly link: RailLink<SpeechListener>;
  private meant: { readonly worker?: string } = {};

  public constructor(bus: MessageBus, sid: string) {
    this.link = new RailLink(bus, sid, 'tts', DELIVERY);
  }

  /** The worker that orders are for from here on. */
  public assign(worker: string): void {
    this.meant = { worker };
  }

  /** The order is likely soon: the worker may open its stream to the model. */
  public prepare(order: number, voice: string, language: string, traceparent: string): void {
    this.link.send(FrameKind.TTS_PREPARE, order, 0, { voice, language, traceparent });
  }

  public start(order: number, start: TtsStart, listener: SpeechListener): void {
    this.link.open(order, listener);
    this.link.send(FrameKind.TTS_START, order, 0, { ...start, ...this.meant });
  }

  /** `offset` is the position of the text's first character in the speech. */
  public text(order: number, offset: number, text: string): void {
    this.link.send(FrameKind.TTS_TEXT, order, offset, { text });
  }

  public textEnd(order: number, totalCharacters: number): void {
    this.link.send(FrameKind.TTS_TEXT_END, order, totalCharacters, {});
  }

  /** The worker may send up to `samples` of the speech in all. */
  public credit(order: number, samples: number): void {
    this.link.send(FrameKind.TTS_CREDIT, order, 0, { samples });
  }

  public stop(order: number): void {
    this.link.shut(order);
  }

  public close(): void {
    this.link.close();
  }
}
