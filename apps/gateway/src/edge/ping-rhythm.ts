/** A caller that is gone is noticed within 15 s, on either transport, also when its network went silent. */
export const PING_INTERVAL_MS = 10_000;
export const PING_TIMEOUT_MS = 5_000;
