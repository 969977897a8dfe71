import type { Clock } from '@voxrail/clock';
import type { Logger } from '@voxrail/observability';

import type { EngineRequest, ModelDefinition } from '../engines/engine';
import { EngineInstance } from './engine-instance';
import { InferenceJob } from './inference-job';
import type { InferenceListener } from './inference-job';
import { ModelStatistics } from './model-statistics';
import { SequenceTable } from './sequence-table';
import { ServingError } from './serving-error';

/** Triton's words for the state of a model. */
export type ModelState = 'READY' | 'LOADING' | 'UNAVAILABLE';

/** One model: its instances, who of them gets a request, and what it has done so far. */
export class HostedModel {
  public readonly statistics = new ModelStatistics();
  private readonly instances: EngineInstance[] = [];
  private readonly sequences: SequenceTable<EngineInstance> | undefined;
  private announced: ModelState = 'LOADING';
  private closing = false;

  public constructor(
    public readonly definition: ModelDefinition,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    const { sequence, instances, capacityPerInstance } = definition;
    this.sequences =
      sequence &&
      new SequenceTable({
        model: definition.name,
        clock,
        maxIdleMs: sequence.maxIdleMs,
        choosePlace: (sequencesAt) =>
          this.leastLoaded(sequencesAt, (load) => load < capacityPerInstance),
      });
    for (let index = 0; index < instances; index += 1) this.instances.push(this.createInstance());
    for (const instance of this.instances) instance.open();
  }

  public get state(): ModelState {
    if (this.instances.some((instance) => instance.ready)) return 'READY';
    const loading = this.instances.some((instance) => instance.state.kind === 'loading');
    return loading ? 'LOADING' : 'UNAVAILABLE';
  }

  /** Why it is not ready; empty when it is. */
  public get reason(): string {
    if (this.state === 'READY') return '';
    for (const { state } of this.instances) {
      if (state.kind === 'failed' || state.kind === 'restarting') return state.reason;
    }
    return '';
  }

  public get liveSequences(): number {
    return this.sequences?.liveSequences ?? 0;
  }

  public get runningJobs(): number {
    return this.instances.reduce((sum, instance) => sum + instance.runningJobs, 0);
  }

  /**
   * Gives a request to an engine. Throws ServingError when it is refused at once: not ready, full, or
   * out of its sequence. Otherwise the listener will hear how it ends, unless it cancels.
   */
  public infer(request: EngineRequest, listener: InferenceListener): InferenceJob {
    if (this.state !== 'READY') {
      throw new ServingError(
        'UNAVAILABLE',
        `Request for unknown model: '${this.definition.name}' version 1 is not at ready state`,
      );
    }
    const job = this.measuredJob(request, listener);
    if (this.sequences === undefined) this.startAnywhere(job);
    else this.sequences.submit(job);
    return job;
  }

  public async close(): Promise<void> {
    this.closing = true;
    this.sequences?.clear();
    await Promise.all(this.instances.map((instance) => instance.close()));
  }

  private createInstance(): EngineInstance {
    return new EngineInstance(this.definition, this.clock, this.logger, {
      onStateChange: () => {
        this.announce();
        this.sequences?.admit();
      },
      onLost: (instance) => {
        this.sequences?.forgetPlace(instance);
      },
    });
  }

  private startAnywhere(job: InferenceJob): void {
    const instance = this.leastLoaded(({ runningJobs }) => runningJobs);
    if (instance?.start(job) === true) return;
    const { name, instances, capacityPerInstance } = this.definition;
    throw new ServingError(
      'UNAVAILABLE',
      `Exceeds maximum queue size: model '${name}' takes ${instances * capacityPerInstance} requests at a time`,
    );
  }

  private leastLoaded(
    loadOf: (instance: EngineInstance) => number,
    hasRoom: (load: number) => boolean = () => true,
  ): EngineInstance | undefined {
    let best: EngineInstance | undefined;
    let bestLoad = Number.POSITIVE_INFINITY;
    for (const instance of this.instances) {
      if (!instance.ready) continue;
      const load = loadOf(instance);
      if (load >= bestLoad || !hasRoom(load)) continue;
      best = instance;
      bestLoad = load;
    }
    return best;
  }

  private measuredJob(request: EngineRequest, listener: InferenceListener): InferenceJob {
    const arrivedMs = this.clock.nowMs();
    const job = new InferenceJob(request, listener, () => this.clock.nowMs());
    job.whenSettled((outcome) => {
      this.statistics.record(outcome, {
        arrivedMs,
        startedMs: job.startedMs,
        firstResponseMs: job.firstResponseMs,
        endedMs: this.clock.nowMs(),
      });
    });
    return job;
  }

  private announce(): void {
    const { state } = this;
    if (state === this.announced || this.closing) return;
    this.announced = state;
    const { name, platform } = this.definition;
    if (state === 'UNAVAILABLE') {
      this.logger.error('a model is not available', { model: name, reason: this.reason });
    } else {
      this.logger.info('a model changed its state', { model: name, state, context: platform });
    }
  }
}
