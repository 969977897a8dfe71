import { VoxrailError } from '@voxrail/contracts';

/** Code of the error with which `action` is refused; undefined when it is not. */
export function refusalOf(action: () => void): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof VoxrailError) return error.code;
    throw error;
  }
}
