/** What stands under a key. */
export interface StateEntry {
  /** Undefined: it was removed. */
  readonly data: Uint8Array | undefined;
  /** Another number after each write, and a higher one. */
  readonly revision: number;
}

/**
 * Values that outlive the process that writes them, in the broker's memory, for a limited time each.
 * Several processes write the same key: a write says which revision it follows, and fails where that is
 * not the last one any more. The broker loses everything when it restarts.
 */
export interface StateBucket {
  /**
   * Undefined where nothing has been written for as long as a value lives.
   * @throws BusError `disconnected`, `timeout`, `unavailable`.
   */
  read(key: string): Promise<StateEntry | undefined>;

  /**
   * Writes after the revision `after`; 0: where nothing stands.
   * @returns the new revision.
   * @throws BusError `conflict`, and those of `read`; after a `timeout` it may have been written.
   */
  write(key: string, data: Uint8Array, after: number): Promise<number>;

  /** Removes what stands since the revision `after`. @throws BusError as `write`. */
  remove(key: string, after: number): Promise<void>;
}

export interface StateBucketOptions {
  /** Letters, digits and underscores. */
  readonly name: string;
  /** A value that is not written again for this long is gone. */
  readonly ttlMs: number;
}
