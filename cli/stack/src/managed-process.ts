import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

const KILL_GRACE_MS = 500;

export interface ProcessSpec {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** The end of a process that nobody asked to end. */
export interface UnexpectedExit {
  readonly title: string;
  /** What happened, in one line, with the last thing it complained about. */
  readonly description: string;
}

/** One child process: its output goes to a file, its complaints are remembered, its end is noticed. */
export class ManagedProcess {
  private readonly child: ChildProcess;
  private readonly exited: Promise<void>;
  private hasExited = false;
  private stopping = false;
  private lastComplaint = '';

  public constructor(
    private readonly spec: ProcessSpec,
    onUnexpectedExit: (exit: UnexpectedExit) => void,
  ) {
    // A process group of its own: Ctrl-C reaches only us, and we end the parts in order.
    this.child = spawn(spec.command, spec.args, {
      env: { ...process.env, ...spec.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.keepOutput();
    this.exited = new Promise((resolve) => {
      const end = (how: string): void => {
        if (this.hasExited) return;
        this.hasExited = true;
        resolve();
        if (!this.stopping)
          onUnexpectedExit({ title: spec.title, description: this.describe(how) });
      };
      this.child.once('error', (error) => {
        end(`could not be started: ${error.message}`);
      });
      this.child.once('close', (code, signal) => {
        end(
          signal === null ? `ended with exit code ${code ?? 'unknown'}` : `was ended by ${signal}`,
        );
      });
    });
  }

  public get title(): string {
    return this.spec.title;
  }

  public get pid(): number | undefined {
    return this.child.pid;
  }

  /** Asks the process to end; after `graceMs` it is killed. Resolves when it is gone. */
  public async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    if (this.hasExited) return;
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), graceMs);
    await Promise.race([this.exited, wait(graceMs + KILL_GRACE_MS)]);
    clearTimeout(timer);
  }

  /** Ends the process without warning, as a crash would. Resolves when it is gone. */
  public async kill(): Promise<void> {
    this.killNow();
    await Promise.race([this.exited, wait(KILL_GRACE_MS)]);
  }

  /** For the last moment of our own process, when nothing can be waited for. */
  public killNow(): void {
    this.stopping = true;
    if (!this.hasExited) this.child.kill('SIGKILL');
  }

  private keepOutput(): void {
    const log = createWriteStream(this.spec.logFile);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`);
        this.lastComplaint = complaintIn(line) ?? this.lastComplaint;
      });
    }
    this.child.once('close', () => log.end());
  }

  private describe(how: string): string {
    const detail = this.lastComplaint === '' ? '' : `: ${this.lastComplaint}`;
    return `${how}${detail} (its log: ${this.spec.logFile})`;
  }
}

const ERROR_LEVEL = 50;

/** The message of a log line that reports an error, or of a line that is no log line at all. */
export function complaintIn(line: string): string | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== 'object' || entry === null) return undefined;
    const level = 'level' in entry ? entry.level : undefined;
    const message = 'msg' in entry ? entry.msg : undefined;
    const isError = level === 'error' || level === 'fatal' || Number(level) >= ERROR_LEVEL;
    return isError && typeof message === 'string' ? message : undefined;
  } catch {
    const text = line.trim();
    return /error|fatal|\[FTL\]|\[ERR\]/i.test(text) ? text : undefined;
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
