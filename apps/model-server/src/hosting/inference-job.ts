import type { EngineOutputs, EngineRequest } from '../engines/engine';
import type { ServingError } from './serving-error';

/** Who waits for a request's answers: responses in order, then exactly one of the other two. */
export interface InferenceListener {
  onResponse(outputs: EngineOutputs): void;
  onDone(): void;
  onFailed(error: ServingError): void;
}

/** How a request ended, for those who keep count. */
export type JobOutcome = 'done' | 'failed' | 'cancelled';

/** One request on its way through a model. */
export class InferenceJob {
  private state: 'waiting' | 'running' | 'settled' = 'waiting';
  private cancelRequested = false;
  private onCancel: (() => void) | undefined;
  private readonly settledCallbacks: ((outcome: JobOutcome) => void)[] = [];
  private started: number | undefined;
  private firstResponse: number | undefined;

  public constructor(
    public readonly request: EngineRequest,
    private readonly listener: InferenceListener,
    private readonly nowMs: () => number,
  ) {}

  public get cancelled(): boolean {
    return this.cancelRequested;
  }

  /** When an engine got it; undefined while it waits. */
  public get startedMs(): number | undefined {
    return this.started;
  }

  public get firstResponseMs(): number | undefined {
    return this.firstResponse;
  }

  public whenSettled(callback: (outcome: JobOutcome) => void): void {
    this.settledCallbacks.push(callback);
  }

  /** An engine has it now; `raiseFlag` tells that engine to stop. */
  public begin(raiseFlag: () => void): void {
    this.state = 'running';
    this.started = this.nowMs();
    this.onCancel = raiseFlag;
  }

  /** `removeFromQueue` takes it out of where it waits. */
  public waitIn(removeFromQueue: () => void): void {
    this.onCancel = removeFromQueue;
  }

  /**
   * The caller has gone: it hears nothing more, whatever the engine still does. A running request keeps
   * its place until the engine has noticed.
   */
  public cancel(): void {
    if (this.state === 'settled' || this.cancelRequested) return;
    this.cancelRequested = true;
    this.onCancel?.();
    if (this.state === 'waiting') this.settle('cancelled');
  }

  public respond(outputs: EngineOutputs): void {
    if (this.state === 'settled' || this.cancelRequested) return;
    this.firstResponse ??= this.nowMs();
    this.listener.onResponse(outputs);
  }

  public done(): void {
    if (this.state === 'settled') return;
    if (!this.cancelRequested) this.listener.onDone();
    this.settle(this.cancelRequested ? 'cancelled' : 'done');
  }

  public fail(error: ServingError): void {
    if (this.state === 'settled') return;
    if (!this.cancelRequested) this.listener.onFailed(error);
    this.settle(this.cancelRequested ? 'cancelled' : 'failed');
  }

  private settle(outcome: JobOutcome): void {
    this.state = 'settled';
    this.onCancel = undefined;
    for (const callback of this.settledCallbacks) callback(outcome);
  }
}
