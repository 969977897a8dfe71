import type { DestinationStream } from 'pino';
import { pino } from 'pino';

import type { ServiceName } from '../service-name';
import type { LogFields } from './log-fields';
import { allowedFields } from './log-fields';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What every part logs through: a fixed message and declared fields, no text from outside. */
export interface Logger {
  fatal(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  trace(message: string, fields?: LogFields): void;
  /** A logger that adds `fields` to every line. */
  child(fields: LogFields): Logger;
}

/** Injection token of the process's `Logger`. */
export const LOGGER = Symbol('LOGGER');

type Level = Exclude<LogLevel, 'silent'>;

class AllowListLogger implements Logger {
  public constructor(private readonly sink: pino.Logger) {}

  public fatal(message: string, fields?: LogFields): void {
    this.write('fatal', message, fields);
  }

  public error(message: string, fields?: LogFields): void {
    this.write('error', message, fields);
  }

  public warn(message: string, fields?: LogFields): void {
    this.write('warn', message, fields);
  }

  public info(message: string, fields?: LogFields): void {
    this.write('info', message, fields);
  }

  public debug(message: string, fields?: LogFields): void {
    this.write('debug', message, fields);
  }

  public trace(message: string, fields?: LogFields): void {
    this.write('trace', message, fields);
  }

  public child(fields: LogFields): Logger {
    return new AllowListLogger(this.sink.child(allowedFields(fields)));
  }

  private write(level: Level, message: string, fields?: LogFields): void {
    if (!this.sink.isLevelEnabled(level)) return;
    this.sink[level](fields === undefined ? {} : allowedFields(fields), message);
  }
}

export interface LoggerOptions {
  /** Default: the environment's VOXRAIL_LOG_LEVEL, else `info`. */
  readonly level?: LogLevel;
  /** Default: standard output, written synchronously so that a line before an exit is not lost. */
  readonly destination?: DestinationStream;
}

function levelOf(value: string | undefined): LogLevel {
  return LOG_LEVELS.find((level) => level === value) ?? 'info';
}

/** The logger of a process: one JSON object a line, with the level by name and the time in ISO 8601. */
export function createLogger(service: ServiceName, options: LoggerOptions = {}): Logger {
  const settings: pino.LoggerOptions = {
    level: options.level ?? levelOf(process.env['VOXRAIL_LOG_LEVEL']),
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // `err` is described before it comes here.
    serializers: { err: (described: unknown) => described },
  };
  return new AllowListLogger(
    options.destination === undefined ? pino(settings) : pino(settings, options.destination),
  );
}
