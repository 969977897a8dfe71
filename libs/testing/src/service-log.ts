import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';

/** A line of a service's log. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** What a service wrote, taken apart. */
export class ServiceLog {
  public readonly lines: LogLine[] = [];
  /** Whatever is no line of the log, such as the one line of a start that failed. */
  public readonly other: string[] = [];

  public read(stream: Readable): void {
    createInterface({ input: stream }).on('line', (text) => {
      const line = parse(text);
      if (line === undefined) this.other.push(text);
      else this.lines.push(line);
    });
  }

  /** The last of it, for a message to a person. */
  public tail(): string {
    return [...this.other, ...this.lines.map((line) => JSON.stringify(line))].slice(-10).join('\n');
  }
}

function parse(text: string): LogLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const line = JSON.parse(text) as LogLine;
    return typeof line.msg === 'string' ? line : undefined;
  } catch {
    return undefined;
  }
}
