import type { ErrorMessage } from '@voxrail/contracts';

import type { ToolAnswer } from './tool-runner';

const LATE_PREFIX = 'late-tool-answer-';

/** More than a gateway waits for at once. */
const MAX_REMEMBERED = 64;

/**
 * Sends the answers of tools, and keeps those that are ready while there is no connection until there
 * is one again. Holds no more than `ToolRunner` runs at once, and remembers as many for a gateway that
 * asks again: the connection that was lost may have lost the answer as well.
 */
export class AnswerOutbox {
  private readonly held = new Map<string, ToolAnswer>();
  private readonly given = new Map<string, ToolAnswer>();

  /** @param send false where there is no connection */
  public constructor(
    private readonly send: (answer: ToolAnswer & { readonly event_id?: string }) => boolean,
  ) {}

  public answer(answer: ToolAnswer): void {
    this.remember(answer);
    if (!this.send(answer)) this.held.set(answer.request_id, answer);
  }

  /** There is a connection again. */
  public flush(): void {
    for (const answer of this.held.values()) this.sendLate(answer);
    this.held.clear();
  }

  /** Gives the same answer again. @returns false where none was given yet */
  public repeat(requestId: string): boolean {
    const answer = this.given.get(requestId);
    if (answer === undefined) return false;
    this.sendLate(answer);
    return true;
  }

  public forget(requestId: string): void {
    this.held.delete(requestId);
    this.given.delete(requestId);
  }

  public clear(): void {
    this.held.clear();
    this.given.clear();
  }

  /** A gateway that took the session over may not know the call any more, and its user need not hear of it. */
  public isAboutLateAnswer({ code, event_id }: ErrorMessage): boolean {
    return code === 'tool_request_not_found' && event_id?.startsWith(LATE_PREFIX) === true;
  }

  private sendLate(answer: ToolAnswer): void {
    this.send({ ...answer, event_id: `${LATE_PREFIX}${answer.request_id}` });
  }

  private remember(answer: ToolAnswer): void {
    this.given.set(answer.request_id, answer);
    const [oldest] = this.given.keys();
    if (this.given.size > MAX_REMEMBERED && oldest !== undefined) this.given.delete(oldest);
  }
}
