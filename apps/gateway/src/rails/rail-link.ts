import type { Frame, FrameKind, JsonFrameKind, Payload, RailName } from '@voxrail/contracts';
import { railSubject } from '@voxrail/contracts';
import type { BusSubscription, MessageBus } from '@voxrail/messaging';
import { metrics } from '@voxrail/observability';
import { countFrameDrop, FrameSender, readPayload, subscribeFrames } from '@voxrail/rail';

/** What is done with a frame of each kind that a rail sends: whether it was of use. */
export type Delivery<L> = Partial<Record<FrameKind, (listener: L, frame: Frame) => boolean>>;

/** Hands the frame's JSON on; one that is not as the contract has it is counted and dropped. */
export function withPayload<K extends JsonFrameKind, L>(
  kind: K,
  handle: (listener: L, payload: Payload<K>) => void,
): (listener: L, frame: Frame) => boolean {
  return (listener, frame) => {
    const payload = readPayload(kind, frame);
    if (payload === undefined) return false;
    handle(listener, payload);
    return true;
  };
}

interface OpenOrder<L> {
  readonly listener: L;
  nextSeq: number;
}

/**
 * One session's frames to and from the worker of one rail, by order. Frames of an order that is not
 * open, or that came already, go no further: a late, doubled or thawed worker is harmless.
 */
export class RailLink<L> {
  private readonly sender: FrameSender;
  private readonly subscription: BusSubscription;
  private readonly orders = new Map<number, OpenOrder<L>>();

  public constructor(
    bus: MessageBus,
    sid: string,
    rail: RailName,
    private readonly delivery: Delivery<L>,
  ) {
    this.sender = new FrameSender(bus, railSubject(sid, rail, 'in'));
    this.subscription = subscribeFrames(bus, railSubject(sid, rail, 'out'), (frame) => {
      this.receive(frame);
    });
  }

  /** From here on `listener` is told of the order's frames. */
  public open(order: number, listener: L): void {
    this.orders.set(order, { listener, nextSeq: 0 });
  }

  /** Nothing of this order is delivered any more. */
  public shut(order: number): void {
    this.orders.delete(order);
    this.sender.forget(order);
  }

  public isOpen(order: number): boolean {
    return this.orders.has(order);
  }

  public send<K extends JsonFrameKind>(
    kind: K,
    order: number,
    offset: number,
    payload: Payload<K>,
  ): void {
    this.sender.send(kind, order, offset, payload);
  }

  public sendAudio(
    kind: typeof FrameKind.ASR_AUDIO,
    order: number,
    firstSample: number,
    pcm: Uint8Array,
  ): void {
    this.sender.sendSoon(kind, order, firstSample, pcm);
  }

  /** Gives the subscription back; nothing is delivered any more. */
  public close(): void {
    this.subscription.unsubscribe();
    this.orders.clear();
  }

  private receive(frame: Frame): void {
    const open = this.orders.get(frame.order);
    if (open === undefined) {
      countFrameDrop('dead_order');
      return;
    }
    if (frame.seq < open.nextSeq) {
      metrics.framesDroppedTotal.inc({ reason: 'repeated' });
      return;
    }
    const deliver = this.delivery[frame.kind];
    if (deliver === undefined) {
      countFrameDrop('unexpected_kind');
      return;
    }
    const lost = frame.seq - open.nextSeq;
    // What is not of use is not of the worker: its number must not displace a real frame's.
    if (!deliver(open.listener, frame)) return;
    open.nextSeq = frame.seq + 1;
    if (lost > 0) metrics.framesDroppedTotal.inc({ reason: 'lost' }, lost);
  }
}
