import type { Frame } from '@voxrail/contracts';
import { FrameKind, railSubject } from '@voxrail/contracts';
import type { BusSubscription, MessageBus } from '@voxrail/messaging';
import type { RailSession } from '@voxrail/rail';
import {
  countFrameDrop,
  FrameSender,
  OrderGate,
  isMeantFor,
  readPayload,
  subscribeFrames,
} from '@voxrail/rail';

import type { ListeningParts } from './listening-stream';
import { ListeningStream } from './listening-stream';
import { MAX_POSITION } from './window-cutter';

/** What the messages of an open order do to its stream. */
const DELIVERIES: Partial<Record<FrameKind, (stream: ListeningStream, frame: Frame) => void>> = {
  [FrameKind.ASR_AUDIO]: (stream, frame) => {
    stream.audio(frame.offset, frame.payload);
  },
  [FrameKind.ASR_CONFIG]: (stream, frame) => {
    const message = readPayload(FrameKind.ASR_CONFIG, frame);
    if (message !== undefined) stream.configure(message.config);
  },
  [FrameKind.ASR_FLUSH]: (stream) => {
    stream.flush();
  },
  [FrameKind.ASR_RESET]: (stream) => {
    stream.reset();
  },
};

export type AsrRailParts = Omit<ListeningParts, 'emit'> & {
  readonly bus: MessageBus;
  readonly workerId: string;
};

/**
 * One session's ears: frames of `asr.in` to its listening stream, what that hears to `asr.out`. One
 * order is open at a time; the start of a newer one ends it. Interrupts do not concern it: listening
 * goes on while the agent is silenced.
 */
export class AsrRail implements RailSession {
  private readonly subscription: BusSubscription;
  private readonly sender: FrameSender;
  private readonly gate = new OrderGate();
  private open: { readonly order: number; readonly stream: ListeningStream } | null = null;

  public constructor(
    private readonly sid: string,
    private readonly parts: AsrRailParts,
  ) {
    this.sender = new FrameSender(parts.bus, railSubject(sid, 'asr', 'out'));
    this.subscription = subscribeFrames(parts.bus, railSubject(sid, 'asr', 'in'), (frame) => {
      this.receive(frame);
    });
  }

  public close(): void {
    this.subscription.unsubscribe();
    this.endStream();
  }

  private receive(frame: Frame): void {
    if (frame.kind === FrameKind.ASR_START) {
      this.start(frame);
      return;
    }
    if (this.open?.order !== frame.order) {
      countFrameDrop('dead_order');
      return;
    }
    const deliver = DELIVERIES[frame.kind];
    if (deliver === undefined) countFrameDrop('unexpected_kind');
    else deliver(this.open.stream, frame);
  }

  private start(frame: Frame): void {
    const start = readPayload(FrameKind.ASR_START, frame);
    if (start === undefined || !isMeantFor(start, this.parts.workerId)) return;
    if (start.firstSample > MAX_POSITION || start.firstUtterance > MAX_POSITION) {
      countFrameDrop('payload_invalid');
      return;
    }
    const { order } = frame;
    if (this.gate.open(order) !== 'opened') {
      countFrameDrop('dead_order');
      return;
    }
    this.endStream();
    const stream = new ListeningStream(`${this.sid}.${order}`, start, {
      ...this.parts,
      emit: (kind, atSample, payload) => {
        this.sender.send(kind, order, atSample, payload);
      },
    });
    this.open = { order, stream };
  }

  private endStream(): void {
    if (this.open === null) return;
    this.open.stream.close();
    this.gate.close(this.open.order);
    this.sender.forget(this.open.order);
    this.open = null;
  }
}
