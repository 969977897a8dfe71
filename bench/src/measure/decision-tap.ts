import { decodeFrame, decodePayload, FrameKind, railSubject } from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';

/**
 * Listens in on a session's `asr.out`: the decisions' own times travel with the events, and the
 * client protocol does not carry them. Only meaningful on the host that runs the ASR service.
 */
export class DecisionTap {
  /** When the worker decided that speech had ended, by the host's monotonic clock. */
  public readonly endedAtMs: number[] = [];
  /** When it decided that speech had begun. */
  public readonly startedAtMs: number[] = [];
  private readonly stopListening: () => void;

  public constructor(bus: MessageBus, sid: string) {
    const subscription = bus.subscribe(railSubject(sid, 'asr', 'out'), (data) => {
      this.hear(data);
    });
    this.stopListening = () => {
      subscription.unsubscribe();
    };
  }

  public close(): void {
    this.stopListening();
  }

  private hear(data: Uint8Array): void {
    const decoded = decodeFrame(data);
    if (!decoded.ok) return;
    const { frame } = decoded;
    if (frame.kind === FrameKind.ASR_SPEECH_ENDED) {
      const payload = decodePayload(FrameKind.ASR_SPEECH_ENDED, frame);
      if (payload.ok) this.endedAtMs.push(payload.value.atMs);
    } else if (frame.kind === FrameKind.ASR_SPEECH_STARTED) {
      const payload = decodePayload(FrameKind.ASR_SPEECH_STARTED, frame);
      if (payload.ok) this.startedAtMs.push(payload.value.atMs);
    }
  }
}
