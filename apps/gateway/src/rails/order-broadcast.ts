import type { Clock } from '@voxrail/clock';
import { encodeJsonFrame, endSubject, FrameKind, interruptSubject } from '@voxrail/contracts';
import type { MessageBus } from '@voxrail/messaging';

/** What a session tells all rails at once, whoever holds it. */
export class OrderBroadcast {
  private seq = 0;

  public constructor(
    private readonly bus: MessageBus,
    private readonly clock: Clock,
    private readonly sid: string,
    private readonly gatewayId: string,
  ) {}

  /** Orders `from` to `to`, both included, are dead. Saying it twice is harmless. */
  public interrupt(from: number, to: number): void {
    const address = { order: to, seq: this.seq++, offset: 0 };
    const payload = { from, to, atMs: this.clock.nowMs() };
    this.bus.publish(
      interruptSubject(this.sid),
      encodeJsonFrame(FrameKind.INTERRUPT, address, payload),
    );
  }

  /** Forget the session, if it is held for this gateway. */
  public end(reason: string): void {
    const address = { order: 0, seq: 0, offset: 0 };
    const payload = { reason, gateway: this.gatewayId };
    this.bus.publish(endSubject(this.sid), encodeJsonFrame(FrameKind.END, address, payload));
  }
}
