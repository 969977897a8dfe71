import type { Clock, Timer } from '@voxrail/clock';

import type { ModelTensors } from './model-tensors';
import { tensorMismatch } from './model-tensors';
import type { ModelDescription } from './server-description';

/** The questions of a watch; `InferenceClient` answers them. */
export interface ModelReadiness {
  modelReady(model: string, deadlineMs: number): Promise<boolean>;
  modelMetadata(model: string, deadlineMs: number): Promise<ModelDescription>;
}

export interface WatchedModel {
  readonly client: ModelReadiness;
  readonly model: string;
  /** A model of other tensors does not count as ready. */
  readonly tensors: ModelTensors;
  /** What has to succeed each time the model has come, or come back, before it counts as ready. */
  readonly warmUp?: () => Promise<void>;
}

/** Often enough that a worker takes sessions soon after its models are there, and stops soon after. */
const POLL_MS = 500;

const ANSWER_DEADLINE_MS = 1_000;

/** A model that is not the expected one is looked at again after this time, which doubles to the last. */
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

interface Unfit {
  readonly problem: string;
  readonly waitMs: number;
  readonly lookAgainAtMs: number;
}

/** Knows, without asking at the moment, whether all models that a worker needs are ready. */
export class ModelWatch {
  private readonly warm = new Set<WatchedModel>();
  private readonly unfit = new Map<WatchedModel, Unfit>();
  private allReady = false;
  private timer: Timer | undefined;
  private stopped = false;

  /** @param onUnfit told once for each thing that is wrong with a model, naming model and tensor. */
  public constructor(
    private readonly models: readonly WatchedModel[],
    private readonly clock: Clock,
    private readonly onUnfit: (problem: string) => void,
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
      if (ready && this.warm.has(watched)) return true;
      if (!ready) return this.isGone(watched);
      if (!(await this.isFit(watched))) return false;
      await watched.warmUp?.();
      this.warm.add(watched);
      return true;
    } catch {
      return this.isGone(watched);
    }
  }

  /** What comes in its place is another one, and looked at at once. */
  private isGone(watched: WatchedModel): false {
    this.warm.delete(watched);
    this.unfit.delete(watched);
    return false;
  }

  private async isFit(watched: WatchedModel): Promise<boolean> {
    const before = this.unfit.get(watched);
    if (before !== undefined && this.clock.nowMs() < before.lookAgainAtMs) return false;
    const found = await watched.client.modelMetadata(watched.model, ANSWER_DEADLINE_MS);
    const mismatch = tensorMismatch(watched.tensors, found);
    if (mismatch === undefined) {
      this.unfit.delete(watched);
      return true;
    }
    const problem = `model ${watched.model}: ${mismatch}`;
    const waitMs =
      before === undefined ? FIRST_RETRY_MS : Math.min(LAST_RETRY_MS, 2 * before.waitMs);
    this.unfit.set(watched, { problem, waitMs, lookAgainAtMs: this.clock.nowMs() + waitMs });
    if (problem !== before?.problem) this.onUnfit(problem);
    return false;
  }
}
