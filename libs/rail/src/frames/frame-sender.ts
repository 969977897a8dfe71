import type { AudioFrameKind, FrameKind, JsonFrameKind, Payload } from '@voxrail/contracts';
import { encodeFrame, encodeJsonFrame, isAudioKind } from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';

/** Orders whose count is kept; a session has two or three at a time, and old ones are forgotten. */
const MAX_ORDERS = 32;

/** Sends frames on one subject of a session, numbering them per order. One sender for each subject. */
export class FrameSender {
  private readonly nextSeq = new Map<number, number>();

  public constructor(
    private readonly bus: MessageBus,
    private readonly subject: string,
  ) {}

  /** Sends PCM16, which is copied; `offset` is the position of its first sample. Never throws for the bus. */
  public send(kind: AudioFrameKind, order: number, offset: number, pcm: Uint8Array): void;
  /** Sends a message; `offset` is as the contract of its kind has it. Never throws for the bus. */
  public send<K extends JsonFrameKind>(
    kind: K,
    order: number,
    offset: number,
    payload: Payload<K>,
  ): void;
  public send(
    kind: FrameKind,
    order: number,
    offset: number,
    payload: Uint8Array | Payload<JsonFrameKind>,
  ): void {
    const address = { order, seq: this.takeSeq(order), offset };
    if (payload instanceof Uint8Array) {
      this.bus.publish(this.subject, encodeFrame({ kind, ...address, payload }));
    } else if (!isAudioKind(kind)) {
      this.bus.publish(this.subject, encodeJsonFrame(kind, address, payload));
    }
  }

  /** As `send`, for audio of which many sessions have some all the time: see `MessageBus.publishSoon`. */
  public sendSoon(kind: AudioFrameKind, order: number, offset: number, pcm: Uint8Array): void {
    const seq = this.takeSeq(order);
    this.bus.publishSoon(this.subject, encodeFrame({ kind, order, seq, offset, payload: pcm }));
  }

  /** Nothing more will be sent for the order. */
  public forget(order: number): void {
    this.nextSeq.delete(order);
  }

  private takeSeq(order: number): number {
    const seq = this.nextSeq.get(order) ?? 0;
    this.nextSeq.set(order, seq + 1);
    if (this.nextSeq.size > MAX_ORDERS) this.forget(Math.min(...this.nextSeq.keys()));
    return seq;
  }
}
