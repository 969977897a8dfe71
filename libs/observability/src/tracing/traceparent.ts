import { randomBytes } from 'node:crypto';

import { isTraceparent } from '@voxrail/contracts';

const SAMPLED = '01';

/** The header of a new trace (W3C Trace Context, version 00, sampled). */
export function newTraceparent(): string {
  return `00-${nonZeroHex(16)}-${nonZeroHex(8)}-${SAMPLED}`;
}

/** A new span in the trace of `parent`; a new trace where `parent` is not a valid header. */
export function childTraceparent(parent: string): string {
  if (!isTraceparent(parent)) return newTraceparent();
  return `${parent.slice(0, 36)}${nonZeroHex(8)}${parent.slice(52)}`;
}

/** All zeros means "no id" in the specification. */
function nonZeroHex(bytes: number): string {
  for (;;) {
    const hex = randomBytes(bytes).toString('hex');
    if (!/^0+$/.test(hex)) return hex;
  }
}
