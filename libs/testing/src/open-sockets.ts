import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Sockets that a process has open, by the system's own count; those that it listens on included. */
export function openSockets(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((name) => {
    try {
      return readlinkSync(join(folder, name)).startsWith('socket:');
    } catch {
      // Closed meanwhile.
      return false;
    }
  }).length;
}
