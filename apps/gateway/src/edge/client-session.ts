import type { SessionConfigDto } from '@voxrail/contracts';
import { VoxrailError } from '@voxrail/contracts';
import type { Logger } from '@voxrail/observability';

import type { WantedVoice } from '../rails/wanted-voice';
import type { AgentRail } from '../session/agent-rail';
import type { ClientChannel } from '../session/client-channel';
import type { MessageTarget } from './client-messages';
import { eventIdOf, handleClientMessage, mayOvertake } from './client-messages';
import type { SessionTraffic } from './limits/session-traffic';
import { MessageOrder } from './message-order';
import { presentable } from './presentable-error';
import type { StreamExpiry } from './stream-expiry';

export interface ClientSessionParts {
  readonly rail: AgentRail;
  readonly channel: ClientChannel;
  readonly traffic: SessionTraffic;
  readonly expiry: StreamExpiry;
  /** Rejects with a VoxrailError where the models do not know it. */
  readonly checkVoice: (wanted: WantedVoice) => Promise<void>;
  readonly logger: Logger;
}

/**
 * One client on one connection, whatever its transport: everything it sends reaches the session, and
 * every error about it the client, within what a client may send.
 */
export class ClientSession implements MessageTarget {
  private readonly order = new MessageOrder();
  private over = false;

  public constructor(private readonly parts: ClientSessionParts) {}

  public get rail(): AgentRail {
    return this.parts.rail;
  }

  /** @param name the protocol's name of the message; `audio_chunk` is binary */
  public receive(name: string, sent: unknown): void {
    if (this.over) return;
    const { traffic } = this.parts;
    const verdict = name === 'audio_chunk' ? traffic.audio(sizeOf(sent)) : traffic.message(name);
    switch (verdict) {
      case 'pass':
        this.pass(name, sent);
        return;
      case 'refuse':
        this.tell(tooMuch(), eventIdOf(sent));
        return;
      case 'drop':
        return;
      case 'end':
        this.over = true;
        this.rail.end('too_fast');
        return;
    }
  }

  /** The client does not take what it is sent. */
  public fallBehind(): void {
    if (this.over) return;
    this.over = true;
    this.rail.end('slow');
  }

  /** What it sent could not be read as a message at all. */
  public misread(message: string): void {
    if (this.over) return;
    if (this.parts.traffic.message('unreadable') === 'end') {
      this.over = true;
      this.rail.end('too_fast');
    } else this.refuse(new VoxrailError('bad_request', message), undefined);
  }

  public refresh(eventId: string | undefined): void {
    this.parts.expiry.refresh().catch((error: unknown) => {
      this.refuse(error, eventId);
    });
  }

  /**
   * A voice or language of which it is not known whether there is one is asked for first, as at the creation of a
   * session; then the change is taken whole.
   */
  public update(change: SessionConfigDto): Promise<void> | undefined {
    const wanted = this.rail.wantedAfter(change);
    if (wanted !== undefined) return this.updateIfKnown(change, wanted);
    this.rail.update(change);
    return undefined;
  }

  /** The connection is gone: nothing more comes from it, and no timer is left. */
  public close(): void {
    this.over = true;
    this.order.close();
    this.parts.expiry.close();
  }

  private pass(name: string, sent: unknown): void {
    if (mayOvertake(name, sent)) void this.handle(name, sent);
    else if (!this.order.take(() => this.handle(name, sent))) this.tell(tooMuch(), eventIdOf(sent));
  }

  /** Never throws or rejects. */
  private handle(name: string, sent: unknown): Promise<void> | undefined {
    if (this.over) return undefined;
    try {
      return handleClientMessage(this, name, sent)?.catch((error: unknown) => {
        this.refuse(error, eventIdOf(sent));
      });
    } catch (error) {
      this.refuse(error, eventIdOf(sent));
      return undefined;
    }
  }

  private async updateIfKnown(change: SessionConfigDto, wanted: WantedVoice): Promise<void> {
    await this.parts.checkVoice(wanted);
    if (!this.over) this.rail.update(change);
  }

  private refuse(error: unknown, eventId: string | undefined): void {
    if (this.over) return;
    const shown = presentable(error, this.parts.logger);
    this.tell(shown, eventId);
    if (!this.parts.traffic.mistake(shown.code)) return;
    this.over = true;
    this.rail.end('bad_requests');
  }

  private tell({ code, message }: VoxrailError, eventId: string | undefined): void {
    const about = eventId === undefined ? {} : { event_id: eventId };
    this.parts.channel.send('error', { code, message, ...about });
  }
}

function tooMuch(): VoxrailError {
  return new VoxrailError('rate_limited', 'more than this session may send');
}

/** What is not binary costs a message and no audio. */
function sizeOf(sent: unknown): number {
  return sent instanceof Uint8Array ? sent.byteLength : 0;
}
