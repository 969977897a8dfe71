import { readFileSync, statSync } from 'node:fs';

import type { Clock, Timer } from '@voxrail/clock';

/** Looking costs microseconds; a revoked key must be out within 5 s. */
const LOOK_EVERY_MS = 1_000;

const MAX_BYTES = 1_048_576;

export interface WatchedFileParts<T> {
  readonly path: string;
  /** @throws Error when the text cannot be used */
  readonly read: (text: string) => T;
  readonly clock: Clock;
  /** The file can no longer be read or used: what it said last goes on being true. Told once a change. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * The content of a file, read again whenever the file changes. It is looked at rather than listened
 * to: file systems of containers replace a whole folder by a link, of which listeners hear nothing.
 */
export class WatchedFile<T> {
  private content: T;
  private stamp: string;
  private timer: Timer;
  private readonly listeners: ((now: T, before: T) => void)[] = [];

  /** @throws Error when the file cannot be read or used at the start */
  public constructor(private readonly parts: WatchedFileParts<T>) {
    this.stamp = this.stampNow();
    this.content = this.readNow();
    this.timer = this.lookLater();
  }

  public get value(): T {
    return this.content;
  }

  /** `listener` is called after each change that could be used. */
  public onChange(listener: (now: T, before: T) => void): void {
    this.listeners.push(listener);
  }

  public close(): void {
    this.timer.cancel();
  }

  private lookLater(): Timer {
    return this.parts.clock.schedule(LOOK_EVERY_MS, () => {
      this.look();
      this.timer = this.lookLater();
    });
  }

  private look(): void {
    const stamp = this.stampNow();
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    const before = this.content;
    try {
      this.content = this.readNow();
    } catch (error) {
      this.parts.onFailure(error);
      return;
    }
    for (const listener of this.listeners) listener(this.content, before);
  }

  /** Differs from the last whenever the file may have been written or replaced. */
  private stampNow(): string {
    try {
      const { ino, size, mtimeNs, ctimeNs } = statSync(this.parts.path, { bigint: true });
      return [ino, size, mtimeNs, ctimeNs].join(' ');
    } catch {
      return 'not there';
    }
  }

  private readNow(): T {
    const text = readFileSync(this.parts.path, 'utf8');
    if (text.length > MAX_BYTES) throw new RangeError(`the file is over ${MAX_BYTES} bytes`);
    return this.parts.read(text);
  }
}
