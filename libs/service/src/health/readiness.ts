import type { Clock } from '@voxrail/clock';

/** One thing a service needs before it can work. `check` may be called several times a second. */
export interface ReadinessCheck {
  /** As it is shown in `waiting_for`. */
  readonly name: string;
  check(): boolean | Promise<boolean>;
}

/** The body of `GET /ready`. */
export interface ReadinessReport {
  readonly ready: boolean;
  readonly waiting_for: readonly string[];
}

/** A check that takes longer counts as failed. */
const CHECK_DEADLINE_MS = 500;

/** All of a service's readiness checks. Any provider may inject it and add its own. */
export class Readiness {
  private readonly checks: ReadinessCheck[] = [];
  private stopping = false;

  public constructor(private readonly clock: Clock) {}

  public add(check: ReadinessCheck): void {
    this.checks.push(check);
  }

  /** From here on the service is not ready, whatever its checks say. */
  public stop(): void {
    this.stopping = true;
  }

  public async report(): Promise<ReadinessReport> {
    if (this.stopping) return { ready: false, waiting_for: ['shutdown'] };
    const results = await Promise.all(this.checks.map(async (check) => this.passes(check)));
    const waitingFor = this.checks.filter((_, index) => results[index] !== true);
    return { ready: waitingFor.length === 0, waiting_for: waitingFor.map((check) => check.name) };
  }

  private async passes(check: ReadinessCheck): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = this.clock.schedule(CHECK_DEADLINE_MS, () => {
        resolve(false);
      });
      Promise.resolve()
        .then(async () => check.check())
        .catch(() => false)
        .then(
          (passed) => {
            timer.cancel();
            resolve(passed);
          },
          () => undefined,
        );
    });
  }
}
