import { countFrameDrop } from './frame-drops';

/**
 * Whether the start of an order is for this worker. All workers that believe to hold a session hear
 * the same subject; the gateway names the one whose claim it took. Counts the start if it is not.
 */
export function isMeantFor(start: { readonly worker?: string }, workerId: string): boolean {
  if (start.worker === undefined || start.worker === workerId) return true;
  countFrameDrop('other_worker');
  return false;
}
