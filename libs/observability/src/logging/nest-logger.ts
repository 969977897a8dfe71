import type { LoggerService } from '@nestjs/common';

import type { LogFields } from './log-fields';
import type { Logger } from './logger';

/**
 * Nest's own lines through our logger. Its start-up chatter (`log`) is `debug` here, and objects it
 * would print are left out: they can be messages of clients.
 */
export class NestLogger implements LoggerService {
  public constructor(private readonly logger: Logger) {}

  public log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(textOf(message), fieldsOf(message, rest));
  }

  public error(message: unknown, ...rest: unknown[]): void {
    this.logger.error(textOf(message), fieldsOf(message, rest));
  }

  public warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn(textOf(message), fieldsOf(message, rest));
  }

  public debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(textOf(message), fieldsOf(message, rest));
  }

  public verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace(textOf(message), fieldsOf(message, rest));
  }

  public fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal(textOf(message), fieldsOf(message, rest));
  }
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  return message instanceof Error ? `framework error: ${message.name}` : 'framework message';
}

/** Nest passes the name of the logging class as its last argument. */
function fieldsOf(message: unknown, rest: readonly unknown[]): LogFields {
  const last = rest.at(-1);
  const err = [message, ...rest].find((value) => value instanceof Error);
  return {
    ...(typeof last === 'string' && !last.includes('\n') ? { context: last } : {}),
    ...(err === undefined ? {} : { err }),
  };
}
