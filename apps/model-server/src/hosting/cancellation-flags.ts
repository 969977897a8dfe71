import type { Cancellation } from '../engines/engine';

const FLAG_BYTES = Int32Array.BYTES_PER_ELEMENT;

/**
 * One flag in shared memory for each request that an engine has at a time. A message would only be
 * seen when the engine's thread returns to its event loop, which native code does not do.
 */
export class CancellationFlags {
  private readonly flags: Int32Array;
  private readonly free: number[];

  public constructor(capacity: number) {
    this.flags = new Int32Array(new SharedArrayBuffer(capacity * FLAG_BYTES));
    this.free = Array.from({ length: capacity }, (_, index) => index);
  }

  /** For the other thread. */
  public get memory(): SharedArrayBuffer {
    return this.flags.buffer as SharedArrayBuffer;
  }

  /** Undefined when all are taken. */
  public take(): number | undefined {
    const flag = this.free.pop();
    if (flag !== undefined) Atomics.store(this.flags, flag, 0);
    return flag;
  }

  /** Only after the engine said that it is done with the request: it may still look at the flag. */
  public release(flag: number): void {
    this.free.push(flag);
  }

  public raise(flag: number): void {
    Atomics.store(this.flags, flag, 1);
  }
}

/** The engine's side of one flag. */
export class FlagCancellation implements Cancellation {
  public constructor(
    private readonly flags: Int32Array,
    private readonly flag: number,
  ) {}

  public get cancelled(): boolean {
    return Atomics.load(this.flags, this.flag) !== 0;
  }
}
