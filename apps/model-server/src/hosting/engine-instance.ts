import type { Clock, Timer } from '@voxrail/clock';
import type { Logger } from '@voxrail/observability';

import type { ModelDefinition, SequenceId } from '../engines/engine';
import type { InferenceJob } from './inference-job';
import { RestartBackoff } from './restart-backoff';
import { RunningEngine } from './running-engine';

/** The largest model file of ours loads in a few seconds, from a slow disk and with two cores. */
const LOAD_DEADLINE_MS = 60_000;

/** An engine that has been asked to close and does not is ended by force: a stop of the service has little time. */
const CLOSE_DEADLINE_MS = 700;

/** A thread in native code that does not return cannot be ended; the end of the process ends it. */
const TERMINATE_DEADLINE_MS = 300;

export type InstanceState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready' }
  /** It will be started again. */
  | { readonly kind: 'restarting'; readonly reason: string }
  /** It could not be loaded and will not be tried again: something is missing on this machine. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'closed' };

export interface EngineInstanceEvents {
  onStateChange(): void;
  /** The engine's memory is gone, its sequences with it. */
  onLost(instance: EngineInstance): void;
}

/** One instance of a model: an engine that is started again when it dies. */
export class EngineInstance {
  private current: InstanceState = { kind: 'loading' };
  private engine: RunningEngine | undefined;
  private readonly backoff = new RestartBackoff();
  private timer: Timer | undefined;
  private readySinceMs: number | undefined;
  private onceClosed: (() => void) | undefined;

  public constructor(
    private readonly definition: ModelDefinition,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly events: EngineInstanceEvents,
  ) {}

  /** Begins to load the engine; once. */
  public open(): void {
    this.load();
  }

  public get state(): InstanceState {
    return this.current;
  }

  public get ready(): boolean {
    return this.current.kind === 'ready';
  }

  public get runningJobs(): number {
    return this.engine?.runningJobs ?? 0;
  }

  /** False when it is not ready or has as many requests as it takes. */
  public start(job: InferenceJob): boolean {
    return this.ready && this.engine?.start(job) === true;
  }

  public dropSequence(id: SequenceId): void {
    if (this.ready) this.engine?.dropSequence(id);
  }

  /**
   * Ends the engine; requests that it still has fail. One that is loading is ended when it has loaded:
   * native libraries that are cut off in the middle of it can take the process with them. Resolves when
   * it is gone, or has had the time it gets.
   */
  public close(): Promise<void> {
    this.timer?.cancel();
    const { engine } = this;
    const wasReady = this.ready;
    this.enter({ kind: 'closed' });
    if (engine === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.onceClosed = resolve;
      this.timer = this.clock.schedule(CLOSE_DEADLINE_MS, () => {
        if (wasReady) engine.terminate();
        this.timer = this.clock.schedule(TERMINATE_DEADLINE_MS, resolve);
      });
      if (wasReady) engine.requestClose();
    });
  }

  private load(): void {
    this.readySinceMs = undefined;
    this.enter({ kind: 'loading' });
    this.timer = this.clock.schedule(LOAD_DEADLINE_MS, () => {
      this.giveUp('loading it took too long');
    });
    this.engine = new RunningEngine(this.definition, this.clock, {
      onReady: () => {
        this.becomeReady();
      },
      onLoadFailed: (reason) => {
        this.giveUp(reason);
      },
      onUnexpectedError: (frames) => {
        this.logger.error('an engine threw an unexpected error', {
          model: this.definition.name,
          reason: frames.slice(0, 4).join(' '),
        });
      },
      onExit: (cause) => {
        this.exited(cause);
      },
    });
  }

  private becomeReady(): void {
    if (this.current.kind === 'closed') this.engine?.requestClose();
    if (this.current.kind !== 'loading') return;
    this.timer?.cancel();
    this.readySinceMs = this.clock.nowMs();
    this.enter({ kind: 'ready' });
  }

  private giveUp(reason: string): void {
    if (this.current.kind !== 'loading') return;
    this.timer?.cancel();
    this.engine?.terminate();
    this.enter({ kind: 'failed', reason });
  }

  private exited(cause: Error | undefined): void {
    this.engine = undefined;
    this.timer?.cancel();
    this.events.onLost(this);
    if (this.current.kind === 'closed') this.onceClosed?.();
    if (this.current.kind === 'closed' || this.current.kind === 'failed') return;
    this.restartLater(cause);
  }

  private restartLater(cause: Error | undefined): void {
    const ranMs = this.readySinceMs === undefined ? 0 : this.clock.nowMs() - this.readySinceMs;
    const delayMs = this.backoff.delayAfter(ranMs);
    this.logger.error('a model instance ended and is started again', {
      model: this.definition.name,
      durationMs: delayMs,
      ...(cause === undefined ? {} : { err: cause }),
    });
    this.enter({ kind: 'restarting', reason: 'it ended, and is being started again' });
    this.timer = this.clock.schedule(delayMs, () => {
      this.load();
    });
  }

  private enter(state: InstanceState): void {
    this.current = state;
    this.events.onStateChange();
  }
}
