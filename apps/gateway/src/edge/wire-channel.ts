import type { Clock } from '@voxrail/clock';
import type { AudioChunkInfo, ServerMessageName, ServerMessages } from '@voxrail/contracts';
import { metrics } from '@voxrail/observability';

import type { ClientChannel } from '../session/client-channel';
import { ClientOutbox } from './client-outbox';
import type { ClientWire, ClosingReason } from './client-wire';

/** About 6 s of audio that the client does not take: it is not a live connection any more. */
const MAX_WAITING_BYTES = 256 * 1024;

/** A client that does not read would hold a polite close up until its pings time out. */
const CLOSE_DEADLINE_MS = 1_000;

/** What stops playback at the client: a rail may wait for these, not the person. */
const URGENT: ReadonlySet<ServerMessageName> = new Set(['interrupted', 'playback_paused']);

/** A session's client on a connection of any transport: in order, bounded, and closed in the end. */
export class WireChannel implements ClientChannel {
  private readonly outbox = new ClientOutbox();
  private onSlow: () => void = () => undefined;
  private reason: ClosingReason = 'unknown';

  public constructor(
    private readonly wire: ClientWire,
    private readonly clock: Clock,
  ) {}

  /** Called once, when the client has fallen too far behind. */
  public watchBackpressure(onSlow: () => void): void {
    this.onSlow = onSlow;
  }

  public send<N extends ServerMessageName>(name: N, message: ServerMessages[N]): void {
    this.noteReason(name, message);
    this.outbox.add(() => {
      if (!this.wire.isOpen) return;
      this.wire.writeMessage(name, message);
      if (this.wire.waitingBytes > MAX_WAITING_BYTES) this.fallBehind();
    });
    if (URGENT.has(name)) this.outbox.flush();
  }

  public sendAudio(pcm: Uint8Array, info: AudioChunkInfo): void {
    this.outbox.add(() => {
      this.writeAudio(pcm, info);
    });
  }

  public close(): void {
    this.outbox.flush();
    const { wire } = this;
    wire.close(this.reason);
    const timer = this.clock.schedule(CLOSE_DEADLINE_MS, () => {
      wire.destroy();
    });
    wire.onceClosed(() => {
      timer.cancel();
    });
  }

  private writeAudio(pcm: Uint8Array, info: AudioChunkInfo): void {
    if (!this.wire.isOpen) return;
    if (this.wire.waitingBytes + pcm.byteLength > MAX_WAITING_BYTES) {
      metrics.framesDroppedTotal.inc({ reason: 'slow' });
      this.fallBehind();
      return;
    }
    this.wire.writeAudio(pcm, info);
    metrics.audioBytesSentTotal.inc(pcm.byteLength);
  }

  private fallBehind(): void {
    const { onSlow } = this;
    this.onSlow = () => undefined;
    onSlow();
  }

  /** A transport may have a code for why it closes, and the session says why in its last message. */
  private noteReason<N extends ServerMessageName>(name: N, message: ServerMessages[N]): void {
    if (name === 'session_ending') {
      this.reason = (message as ServerMessages['session_ending']).reason;
    } else if (name === 'error' && (message as ServerMessages['error']).fatal === true) {
      this.reason = 'failed';
    }
  }
}
