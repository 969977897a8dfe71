import type {
  AsrCandidate,
  AsrFailed,
  AsrFinal,
  AsrPartial,
  AsrSpeechEnded,
  AsrSpeechStarted,
  AsrStart,
  ListeningConfig,
} from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';

import type { Delivery } from './rail-link';
import { RailLink, withPayload } from './rail-link';

/** What is heard on one listening stream. */
export interface ListeningListener {
  onSpeechStarted(event: AsrSpeechStarted): void;
  onPartial(event: AsrPartial): void;
  onCandidate(event: AsrCandidate): void;
  onSpeechEnded(event: AsrSpeechEnded): void;
  onFinal(event: AsrFinal): void;
  onIdle(): void;
  onListeningFailed(event: AsrFailed): void;
}

const DELIVERY: Delivery<ListeningListener> = {
  [FrameKind.ASR_SPEECH_STARTED]: withPayload(FrameKind.ASR_SPEECH_STARTED, (listener, event) => {
    listener.onSpeechStarted(event);
  }),
  [FrameKind.ASR_PARTIAL]: withPayload(FrameKind.ASR_PARTIAL, (listener, event) => {
    listener.onPartial(event);
  }),
  [FrameKind.ASR_CANDIDATE]: withPayload(FrameKind.ASR_CANDIDATE, (listener, event) => {
    listener.onCandidate(event);
  }),
  [FrameKind.ASR_SPEECH_ENDED]: withPayload(FrameKind.ASR_SPEECH_ENDED, (listener, event) => {
    listener.onSpeechEnded(event);
  }),
  [FrameKind.ASR_FINAL]: withPayload(FrameKind.ASR_FINAL, (listener, event) => {
    listener.onFinal(event);
  }),
  [FrameKind.ASR_IDLE]: withPayload(FrameKind.ASR_IDLE, (listener) => {
    listener.onIdle();
  }),
  [FrameKind.ASR_FAILED]: withPayload(FrameKind.ASR_FAILED, (listener, event) => {
    listener.onListeningFailed(event);
  }),
};

/** A session's listening streams on its ASR worker. */
export class AsrRail {
  private readonly link: RailLink<ListeningListener>;
  private meant: { readonly worker?: string } = {};

  public constructor(bus: MessageBus, sid: string) {
    this.link = new RailLink(bus, sid, 'asr', DELIVERY);
  }

  /** The worker that orders are for from here on. */
  public assign(worker: string): void {
    this.meant = { worker };
  }

  public start(order: number, start: AsrStart, listener: ListeningListener): void {
    this.link.open(order, listener);
    this.link.send(FrameKind.ASR_START, order, start.firstSample, { ...start, ...this.meant });
  }

  /** `firstSample` is the position of the chunk's first sample in the session's stream. */
  public audio(order: number, firstSample: number, pcm: Uint8Array): void {
    this.link.sendAudio(FrameKind.ASR_AUDIO, order, firstSample, pcm);
  }

  public configure(order: number, atSample: number, config: ListeningConfig): void {
    this.link.send(FrameKind.ASR_CONFIG, order, atSample, { config });
  }

  /** Ends the utterance now. */
  public flush(order: number, atSample: number): void {
    this.link.send(FrameKind.ASR_FLUSH, order, atSample, {});
  }

  /** Forgets the utterance. */
  public reset(order: number, atSample: number): void {
    this.link.send(FrameKind.ASR_RESET, order, atSample, {});
  }

  public stop(order: number): void {
    this.link.shut(order);
  }

  public close(): void {
    this.link.close();
  }
}
