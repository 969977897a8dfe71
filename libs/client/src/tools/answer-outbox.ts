import type { ErrorMessage } from '@voxrail/contracts';

import type { ToolAnswer } from './tool-runner';

const LATE_PREFIX = 'late-tool-answer-';

/**
 * Sends the answers of tools, and keeps those that are ready while there is no connection until there
 * is one again. Holds no more than `ToolRunner` runs at once.
 */
export class AnswerOutbox {
  private readonly held = new Map<string, ToolAnswer>();

  /** @param send false where there is no connection */
  public constructor(
    private readonly send: (answer: ToolAnswer & { readonly event_id?: string }) => boolean,
  ) {}

  public answer(answer: ToolAnswer): void {
    if (!this.send(answer)) this.held.set(answer.request_id, answer);
  }

  /** There is a connection again. */
  public flush(): void {
    for (const answer of this.held.values()) {
      this.send({ ...answer, event_id: `${LATE_PREFIX}${answer.request_id}` });
    }
    this.held.clear();
  }

  public forget(requestId: string): void {
    this.held.delete(requestId);
  }

  public clear(): void {
    this.held.clear();
  }

  /** A gateway that took the session over may not know the call any more, and its user need not hear of it. */
  public isAboutLateAnswer({ code, event_id }: ErrorMessage): boolean {
    return code === 'tool_request_not_found' && event_id?.startsWith(LATE_PREFIX) === true;
  }
}
