import type { Clock, Timer } from '@voxrail/clock';

/** The one question of a watch; `InferenceClient` answers it. */
export interface ModelReadiness {
  modelReady(model: string, deadlineMs: number): Promise<boolean>;
}

export interface WatchedModel {
  readonly client: ModelReadiness;
  readonly model: string;
  /** What has to succeed each time the model has come, or come back, before it counts as ready. */
  readonly warmUp?: () => Promise<void>;
}

/** Often enough that a worker takes sessions soon after its models are there, and stops soon after. */
const POLL_MS = 500;

const ANSWER_DEADLINE_MS = 1_000;

/** Knows, without asking at the moment, whether all models that a worker needs are ready. */
export class ModelWatch {
  private readonly warm = new Set<WatchedModel>();
  private allReady = false;
  private timer: Timer | undefined;
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

  /** Never rejects. */
  private async look(): Promise<void> {
    const answers = await Promise.all(this.models.map((watched) => this.isReady(watched)));
    if (this.stopped) return;
    this.allReady = answers.every((ready) => ready);
    this.timer = this.clock.schedule(POLL_MS, () => {
      void this.look();
    });
  }

  /** A server that does not answer has no ready model, and a model that cannot warm up is none. */
  private async isReady(watched: WatchedModel): Promise<boolean> {
    try {
      const ready = await watched.client.modelReady(watched.model, ANSWER_DEADLINE_MS);
      if (ready && !this.warm.has(watched)) await watched.warmUp?.();
      if (ready) this.warm.add(watched);
      else this.warm.delete(watched);
      return ready;
    } catch {
      this.warm.delete(watched);
      return false;
    }
  }
}
