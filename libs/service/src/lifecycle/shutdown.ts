import type { Clock } from '@voxrail/clock';
import type { Logger } from '@voxrail/observability';

/** A part of the end of a process. Phases run one after another; one that overruns is left behind. */
export interface ShutdownPhase {
  readonly name: string;
  readonly deadlineMs: number;
  run(): void | Promise<void>;
}

/**
 * Ends a service in bounded phases: a phase that hangs or fails is logged and the next one begins, so
 * the whole takes at most the sum of the deadlines.
 */
export class Shutdown {
  private running: Promise<void> | undefined;

  public constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly phases: readonly ShutdownPhase[],
  ) {}

  public get begun(): boolean {
    return this.running !== undefined;
  }

  /** Runs the phases; called again, it is the same shutdown. Never rejects. */
  public async run(): Promise<void> {
    this.running ??= this.runPhases();
    return this.running;
  }

  private async runPhases(): Promise<void> {
    for (const phase of this.phases) await this.runPhase(phase);
  }

  private async runPhase(phase: ShutdownPhase): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.clock.schedule(phase.deadlineMs, () => {
        this.logger.warn('a shutdown phase overran its time', {
          phase: phase.name,
          deadlineMs: phase.deadlineMs,
        });
        resolve();
      });
      Promise.resolve()
        .then(async () => phase.run())
        .catch((err: unknown) => {
          this.logger.error('a shutdown phase failed', { phase: phase.name, err });
        })
        .finally(() => {
          timer.cancel();
          resolve();
        });
    });
  }
}
