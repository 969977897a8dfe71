import { EventEmitter } from 'node:events';

import { status } from '@grpc/grpc-js';

/** The client's end of a call whose other end is the test. */
export class CallEnd extends EventEmitter {
  public readonly written: unknown[] = [];
  public halfClosed = false;
  public cancelled = 0;

  public write(message: unknown): boolean {
    this.written.push(message);
    return true;
  }

  public end(): void {
    this.halfClosed = true;
  }

  public cancel(): void {
    this.cancelled += 1;
    this.emit('error', Object.assign(new Error(), { code: status.CANCELLED, details: '' }));
  }
}
