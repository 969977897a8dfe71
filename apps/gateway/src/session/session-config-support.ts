import type { SessionConfig } from '@voxrail/contracts';
import { VoxrailError } from '@voxrail/contracts';

/** Together with instructions and history a prompt then fits into one message of the broker. */
const MAX_TOOLS_CHARACTERS = 65_536;

/** Protocol section 4. */
const MAX_METADATA_BYTES = 4_096;

/**
 * Refuses what is a valid configuration but cannot be carried out.
 * @throws VoxrailError `bad_request` naming the field.
 */
export function checkSupported(config: SessionConfig): void {
  if (JSON.stringify(config.tools).length > MAX_TOOLS_CHARACTERS) {
    throw new VoxrailError('bad_request', 'session.tools is larger than 64 KiB');
  }
  if (Buffer.byteLength(JSON.stringify(config.metadata)) > MAX_METADATA_BYTES) {
    throw new VoxrailError('bad_request', 'session.metadata is larger than 4 KiB');
  }
}
