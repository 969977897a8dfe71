import type {
  AudioFrameKind,
  Frame,
  FrameKind,
  JsonFrameKind,
  Payload,
  RailName,
} from '@voxrail/contracts';
import { decodeFrame, decodePayload, railSubject } from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';
import { FrameSender } from '@voxrail/rail';

/** The worker's end of one session's subjects, played by a test. */
export class ScriptedRail {
  public readonly received: Frame[] = [];
  /** Told of each frame, once it is recorded. */
  public onFrame: ((frame: Frame) => void) | undefined;
  private sender: FrameSender;

  public constructor(
    private readonly bus: MessageBus,
    private readonly sid: string,
    private readonly rail: RailName,
  ) {
    this.sender = new FrameSender(bus, railSubject(sid, rail, 'out'));
    bus.subscribe(railSubject(sid, rail, 'in'), (data) => {
      const decoding = decodeFrame(data);
      if (!decoding.ok) return;
      const frame = { ...decoding.frame, payload: new Uint8Array(decoding.frame.payload) };
      this.received.push(frame);
      this.onFrame?.(frame);
    });
  }

  /** Numbers its frames from 0 again, as another worker does. */
  public becomeAnotherWorker(): void {
    this.sender = new FrameSender(this.bus, railSubject(this.sid, this.rail, 'out'));
  }

  public send<K extends JsonFrameKind>(kind: K, order: number, payload: Payload<K>): void {
    this.sender.send(kind, order, 0, payload);
  }

  public sendAudio(kind: AudioFrameKind, order: number, offset: number, pcm: Uint8Array): void {
    this.sender.send(kind, order, offset, pcm);
  }

  public of(kind: FrameKind): Frame[] {
    return this.received.filter((frame) => frame.kind === kind);
  }

  /** The last frame of this kind. @throws Error when there is none */
  public last(kind: FrameKind): Frame {
    const frame = this.of(kind).at(-1);
    if (frame === undefined) {
      throw new Error(`the ${this.rail} rail received no frame ${String(kind)}`);
    }
    return frame;
  }

  /** @throws Error when it is not as the contract has it */
  public lastPayload<K extends JsonFrameKind>(kind: K): Payload<K> {
    return readFrame(kind, this.last(kind));
  }

  public payloads<K extends JsonFrameKind>(kind: K): Payload<K>[] {
    return this.of(kind).map((frame) => readFrame(kind, frame));
  }
}

/** @throws Error when it is not as the contract has it */
export function readFrame<K extends JsonFrameKind>(kind: K, frame: Frame): Payload<K> {
  const decoding = decodePayload(kind, frame);
  if (!decoding.ok) throw new Error(decoding.defect);
  return decoding.value;
}
