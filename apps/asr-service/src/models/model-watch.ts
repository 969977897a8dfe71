import type { Clock, Timer } from '@voxrail/clock';
import type { InferenceClient } from '@voxrail/inference';

export interface WatchedModel {
  readonly client: InferenceClient;
  readonly model: string;
}

/** Often enough that a worker takes sessions soon after its models are there, and stops soon after. */
const POLL_MS = 500;

const ANSWER_DEADLINE_MS = 1_000;

/** Knows, without asking at the moment, whether all models that the worker needs are ready. */
export class ModelWatch {
  private allReady = false;
  private timer: Timer | null = null;
  private stopped = false;

  public constructor(
    private readonly models: readonly WatchedModel[],
    private readonly clock: Clock,
  ) {}

  public get ready(): boolean {
    return this.allReady;
  }

  /** Looks at once, and then again and again until `stop`. */
  public start(): void {
    void this.look();
  }

  public stop(): void {
    this.stopped = true;
    this.allReady = false;
    this.timer?.cancel();
  }

  private async look(): Promise<void> {
    const answers = await Promise.all(
      this.models.map(async ({ client, model }) =>
        // A server that does not answer has no ready model.
        client.modelReady(model, ANSWER_DEADLINE_MS).catch(() => false),
      ),
    );
    if (this.stopped) return;
    this.allReady = answers.every((ready) => ready);
    this.timer = this.clock.schedule(POLL_MS, () => {
      void this.look();
    });
  }
}
