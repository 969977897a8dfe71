import type { VoxrailClient } from '@voxrail/client';

/** Where lines go; `process.stdout` is one. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const ERASE_LINE = '\r\u001b[2K';
const DIM = '\u001b[2m';
const RESET = '\u001b[0m';
const NAME_WIDTH = 7;
const DEFAULT_COLUMNS = 100;

/**
 * Prints a call as it happens. On a terminal, words that may still change are rewritten in place;
 * elsewhere only what is final is printed, a line each.
 */
export class LiveView {
  private partial = '';
  private readonly answers = new Map<number, string>();

  public constructor(private readonly screen: Screen) {}

  public follow(client: Pick<VoxrailClient, 'on'>): void {
    client.on('transcript', ({ text, is_final }) => {
      if (is_final) this.line('heard', text);
      else this.rewrite('heard', text);
    });
    client.on('agent_text', (message) => {
      if ('delta' in message) {
        const text = (this.answers.get(message.turn) ?? '') + message.delta;
        this.answers.set(message.turn, text);
        this.rewrite('agent', text);
        return;
      }
      this.answers.delete(message.turn);
      this.line('agent', message.text);
      if (message.heard !== message.text) this.line('', `(heard: ${message.heard || 'nothing'})`);
    });
    client.on('tool_request', ({ tool_name, parameters }) => {
      this.line('tool', `${tool_name}(${JSON.stringify(parameters)})`);
    });
    client.on('tool_outcome', (outcome) => {
      switch (outcome.status) {
        case 'completed':
          this.line('', `→ ${JSON.stringify(outcome.result)}`);
          return;
        case 'failed':
          this.line('', `→ failed: ${outcome.error}`);
          return;
        case 'cancelled':
          this.line('', `→ cancelled: ${outcome.reason}`);
      }
    });
    client.on('interrupted', ({ played_ms }) => {
      this.line('cut', `the agent stopped after ${Math.round(played_ms)} ms of its answer`);
    });
    client.on('reconnecting', ({ attempt, reason }) => {
      if (attempt === 1) this.line('line', `the connection was lost (${reason}), coming back`);
    });
    client.on('resumed', ({ awayMs }) => {
      this.line('line', `back after ${Math.round(awayMs)} ms`);
    });
    client.on('error', ({ code, message }) => {
      this.line('error', `${code}: ${message}`);
    });
  }

  public line(name: string, text: string): void {
    this.clear();
    this.screen.write(`${name.padStart(NAME_WIDTH)}  ${text}\n`);
  }

  private rewrite(name: string, text: string): void {
    if (this.screen.isTTY !== true) return;
    this.clear();
    const room = (this.screen.columns ?? DEFAULT_COLUMNS) - NAME_WIDTH - 3;
    // A line that wraps cannot be erased: what does not fit is cut at the front.
    this.partial = text.length > room ? `…${text.slice(text.length - room + 1)}` : text;
    this.screen.write(`${DIM}${name.padStart(NAME_WIDTH)}  ${this.partial}${RESET}`);
  }

  private clear(): void {
    if (this.partial !== '') this.screen.write(ERASE_LINE);
    this.partial = '';
  }
}
