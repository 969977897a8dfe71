import { AudioFileError } from '@voxrail/audio';
import { CallTimeoutError } from '@voxrail/caller';
import { VoxrailClientError } from '@voxrail/client';

/** Documented in `--help`. */
export const EXIT = { answered: 0, failed: 1, noAnswer: 2 } as const;

export interface Failure {
  readonly exitCode: number;
  /** One line: what is wrong and what to do. */
  readonly message: string;
}

/** What an error means to the person who ran the command; undefined for a defect. */
export function explainFailure(error: unknown, url: string): Failure | undefined {
  if (error instanceof AudioFileError) return { exitCode: EXIT.failed, message: error.message };
  if (error instanceof CallTimeoutError) {
    return { exitCode: EXIT.noAnswer, message: error.message };
  }
  if (!(error instanceof VoxrailClientError)) return undefined;
  const message =
    error.code === 'unreachable' || error.code === 'timeout'
      ? `no gateway answers at ${url}: start one with npm start`
      : `the gateway refused the call (${error.code}): ${error.message}`;
  return { exitCode: EXIT.failed, message };
}
