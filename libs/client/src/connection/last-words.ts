import type { ErrorMessage, SessionEndingMessage } from '@voxrail/contracts';

import { VoxrailClientError } from '../client-error';
import type { LinkEnd } from '../transport/link';

/** What a gateway has said on one connection about its end: worth more than how it then closed. */
export class LastWords {
  private ending: SessionEndingMessage | undefined;
  private fatal: ErrorMessage | undefined;

  public sessionEnding(message: SessionEndingMessage): void {
    this.ending = message;
  }

  public error(message: ErrorMessage): void {
    if (message.fatal === true) this.fatal = message;
  }

  /** The gateway has announced the end. */
  public get announced(): boolean {
    return this.ending !== undefined;
  }

  public errorOf({ error }: LinkEnd): VoxrailClientError {
    const { fatal } = this;
    return fatal === undefined ? error : new VoxrailClientError(fatal.code, fatal.message);
  }

  /**
   * Whether the client may come back into the session.
   * @param hadOpened false where this connection was itself an attempt to come back
   */
  public allowReturn(end: LinkEnd, hadOpened: boolean): boolean {
    if (this.ending !== undefined)
      return this.ending.reconnect && this.ending.reason !== 'replaced';
    if (this.fatal === undefined) return !end.final;
    // To one that tries to come back, a full gateway is one more that did not answer.
    return !hadOpened && this.errorOf(end).retryable;
  }
}
