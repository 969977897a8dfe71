import type { Clock, Timer } from '@voxrail/clock';
import type { HistoryToolCall, ToolRequestMessage } from '@voxrail/contracts';

import type { ClientChannel } from '../client-channel';
import type { CallRecord } from '../continuity/session-record';
import type { ToolOutcome } from './tool-outcome';

interface RunningCall {
  readonly request: Omit<ToolRequestMessage, 'deadline_ms'>;
  readonly deadlineAtMs: number;
  readonly timer: Timer;
  readonly settle: (outcome: ToolOutcome) => void;
}

/**
 * The tool calls that the client is working on. A call leaves the desk with its one outcome; a
 * second answer finds nothing.
 */
export class ToolDesk {
  private readonly running = new Map<string, RunningCall>();

  public constructor(
    private readonly clock: Clock,
    private readonly client: ClientChannel,
    /** Called after a request was made, and after an outcome was told. */
    private readonly onChanged: () => void,
  ) {}

  /** Asks the client, and calls `onOutcome` exactly once. */
  public request(
    turn: number,
    call: HistoryToolCall,
    timeoutMs: number,
    onOutcome: (outcome: ToolOutcome) => void,
  ): void {
    const request = this.expect(turn, call, timeoutMs, onOutcome);
    this.client.send('tool_request', { ...request, deadline_ms: timeoutMs });
    this.onChanged();
  }

  /** As `request`, of a client that has been asked at another gateway. */
  public expect(
    turn: number,
    call: HistoryToolCall,
    timeoutMs: number,
    onOutcome: (outcome: ToolOutcome) => void,
  ): Omit<ToolRequestMessage, 'deadline_ms'> {
    const timer = this.clock.schedule(timeoutMs, () => {
      if (this.settle(call.requestId, { status: 'timed_out' })) {
        this.client.send('tool_cancelled', { request_id: call.requestId, reason: 'timed_out' });
      }
    });
    const request = {
      request_id: call.requestId,
      tool_name: call.name,
      parameters: call.arguments,
      turn,
    };
    const deadlineAtMs = this.clock.nowMs() + timeoutMs;
    this.running.set(call.requestId, { request, deadlineAtMs, timer, settle: onOutcome });
    return request;
  }

  /** What the client is working on. */
  public get calls(): CallRecord[] {
    const nowMs = this.clock.nowMs();
    return [...this.running.values()].map(({ request, deadlineAtMs }) => ({
      requestId: request.request_id,
      name: request.tool_name,
      arguments: request.parameters,
      turn: request.turn,
      remainingMs: Math.max(0, Math.round(deadlineAtMs - nowMs)),
    }));
  }

  /** Asks a client that is back for everything again: the connection that is gone may have lost it. */
  public repeat(): void {
    const nowMs = this.clock.nowMs();
    for (const { request, deadlineAtMs } of this.running.values()) {
      const deadline_ms = Math.max(0, Math.round(deadlineAtMs - nowMs));
      this.client.send('tool_request', { ...request, deadline_ms });
    }
  }

  /** Whether `requestId` was waiting for this; if not, nothing has happened. */
  public settle(requestId: string, outcome: ToolOutcome): boolean {
    const call = this.running.get(requestId);
    if (call === undefined) return false;
    this.running.delete(requestId);
    call.timer.cancel();
    call.settle(outcome);
    this.onChanged();
    return true;
  }

  /** The session ends: what still runs is cancelled. */
  public close(): void {
    for (const requestId of [...this.running.keys()]) {
      this.settle(requestId, { status: 'cancelled' });
      this.client.send('tool_cancelled', { request_id: requestId, reason: 'session_ended' });
    }
  }
}
