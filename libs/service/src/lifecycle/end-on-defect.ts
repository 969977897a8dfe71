import type { Logger } from '@voxrail/observability';

import type { Shutdown } from './shutdown';

/**
 * After an error that nobody caught, nothing is known about the process: it is logged and the process
 * ends with 1, for its supervisor to start a new one. While it shuts down anyway, only logged.
 */
export function endOnDefect(logger: Logger, shutdown: Shutdown): void {
  const end = (err: unknown): void => {
    logger.fatal('an error that nobody caught', { err });
    if (!shutdown.begun) process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
