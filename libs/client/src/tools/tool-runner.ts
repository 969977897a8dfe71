import type { ToolCancelReason, ToolRequestMessage } from '@voxrail/contracts';

import type { ToolHandler, ToolOutcome } from './tool-handler';

/** More than the gateway ever asks for at once; beyond, a call is answered with an error. */
const MAX_RUNNING_CALLS = 64;

export type ToolAnswer =
  | { readonly request_id: string; readonly result: unknown }
  | { readonly request_id: string; readonly error: string };

/** Runs tool requests with the handlers registered for them; every request has exactly one outcome. */
export class ToolRunner {
  private readonly handlers = new Map<string, ToolHandler>();
  private readonly running = new Map<
    string,
    { readonly request: ToolRequestMessage; readonly abort: AbortController }
  >();

  public constructor(
    private readonly answer: (answer: ToolAnswer) => void,
    private readonly settled: (outcome: ToolOutcome) => void,
  ) {}

  public get runningCalls(): number {
    return this.running.size;
  }

  public isRunning(requestId: string): boolean {
    return this.running.has(requestId);
  }

  public register(name: string, handler: ToolHandler): void {
    this.handlers.set(name, handler);
  }

  /** Answers at once where there is no handler; a model must not wait for its timeout to learn that. */
  public async run(request: ToolRequestMessage): Promise<void> {
    if (this.isRunning(request.request_id)) return;
    const handler = this.handlers.get(request.tool_name);
    if (handler === undefined) {
      this.fail(request, `this client has no tool named ${request.tool_name}`);
      return;
    }
    if (this.running.size >= MAX_RUNNING_CALLS) {
      this.fail(request, `this client already runs ${MAX_RUNNING_CALLS} calls`);
      return;
    }
    const abort = new AbortController();
    this.running.set(request.request_id, { request, abort });
    try {
      const result = await handler(request.parameters, {
        requestId: request.request_id,
        turn: request.turn,
        deadlineMs: request.deadline_ms,
        signal: abort.signal,
      });
      if (this.running.delete(request.request_id)) this.complete(request, result);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (this.running.delete(request.request_id)) this.fail(request, message);
    }
  }

  /** The gateway no longer waits for this call: its late result will not be sent. */
  public cancel(requestId: string, reason: ToolCancelReason): void {
    const call = this.running.get(requestId);
    if (call === undefined) return;
    this.running.delete(requestId);
    call.abort.abort(reason);
    this.settled({ ...identity(call.request), status: 'cancelled', reason });
  }

  public cancelAll(reason: ToolCancelReason): void {
    for (const requestId of [...this.running.keys()]) this.cancel(requestId, reason);
  }

  private complete(request: ToolRequestMessage, result: unknown): void {
    // `undefined` would vanish from the JSON and leave an answer without a result.
    const value = result ?? null;
    this.answer({ request_id: request.request_id, result: value });
    this.settled({ ...identity(request), status: 'completed', result: value });
  }

  private fail(request: ToolRequestMessage, error: string): void {
    this.answer({ request_id: request.request_id, error });
    this.settled({ ...identity(request), status: 'failed', error });
  }
}

function identity(
  request: ToolRequestMessage,
): Pick<ToolOutcome, 'requestId' | 'toolName' | 'turn'> {
  return { requestId: request.request_id, toolName: request.tool_name, turn: request.turn };
}
