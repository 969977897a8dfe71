import { join } from 'node:path';

import type { Clock } from '@voxrail/clock';
import { stackFrames } from '@voxrail/observability';

import type { ModelDefinition, SequenceId } from '../engines/engine';
import { CancellationFlags } from './cancellation-flags';
import type { EngineLink } from './engine-link';
import type { EngineCommand, EngineEvent, EngineHostData } from './engine-messages';
import type { InferenceJob } from './inference-job';
import { packTensors, unpackTensors } from './packed-tensors';
import { SameThreadLink } from './same-thread-link';
import { ServingError } from './serving-error';
import { StallWatch } from './stall-watch';
import { ThreadLink } from './thread-link';

const ENGINES_FOLDER = join(__dirname, '..', 'engines');

/** No engine of ours is silent for a tenth of this; one that is will not come back. */
const STALL_MS = 120_000;

export interface RunningEngineEvents {
  onReady(): void;
  /** The engine cannot be created, for a reason that its author wrote for whoever operates this. */
  onLoadFailed(reason: string): void;
  /** An engine threw what it did not mean to; the caller is told without the details. */
  onUnexpectedError(frames: readonly string[]): void;
  /** It is gone and with it everything it had been given. Always the last event. */
  onExit(cause: Error | undefined): void;
}

interface RunningJob {
  readonly job: InferenceJob;
  readonly flag: number;
}

/** An engine that was started, and the requests it has. Once it has exited it stays so. */
export class RunningEngine {
  private readonly link: EngineLink;
  private readonly flags: CancellationFlags;
  private readonly running = new Map<number, RunningJob>();
  private readonly stallWatch: StallWatch;
  private lastTicket = 0;
  private stalled: Error | undefined;

  public constructor(
    definition: ModelDefinition,
    clock: Clock,
    private readonly events: RunningEngineEvents,
  ) {
    this.stallWatch = new StallWatch(clock, STALL_MS, () => {
      const stalled = new Error('the engine gave no sign of life');
      this.stalled = Object.assign(stalled, { code: 'ENGINE_STALLED' });
      this.terminate();
    });
    this.flags = new CancellationFlags(definition.capacityPerInstance);
    const data: EngineHostData = {
      modulePath: join(ENGINES_FOLDER, definition.module),
      options: definition.options,
      decoupled: definition.decoupled,
      flags: this.flags.memory,
    };
    const linkEvents = {
      onEvent: (event: EngineEvent) => {
        this.receive(event);
      },
      onExit: (cause: Error | undefined) => {
        this.exited(cause);
      },
    };
    this.link = definition.computes
      ? new ThreadLink(definition.name, data, linkEvents)
      : new SameThreadLink(data, linkEvents);
  }

  public get runningJobs(): number {
    return this.running.size;
  }

  /** False when the engine has as many requests as it takes; nothing has happened then. */
  public start(job: InferenceJob): boolean {
    const flag = this.flags.take();
    if (flag === undefined) return false;
    const ticket = ++this.lastTicket;
    this.running.set(ticket, { job, flag });
    this.stallWatch.sign();
    job.begin(() => {
      this.flags.raise(flag);
    });
    const { inputs: named, ...request } = job.request;
    const inputs = packTensors(named);
    this.post({ kind: 'execute', ticket, flag, request, inputs }, [inputs.buffer]);
    return true;
  }

  public dropSequence(id: SequenceId): void {
    this.post({ kind: 'drop_sequence', id });
  }

  /** Asks the engine to close; it exits when it has. */
  public requestClose(): void {
    this.post({ kind: 'close' });
  }

  /** Ends it whatever it is doing, native code that does not return excepted. */
  public terminate(): void {
    this.link.terminate();
  }

  private post(command: EngineCommand, transfer: readonly ArrayBuffer[] = []): void {
    this.link.post(command, transfer);
  }

  private receive(event: EngineEvent): void {
    switch (event.kind) {
      case 'ready':
        this.events.onReady();
        return;
      case 'load_failed':
        this.events.onLoadFailed(event.message);
        return;
      case 'responses':
        this.stallWatch.sign();
        for (const outputs of event.outputs) {
          this.running.get(event.ticket)?.job.respond(unpackTensors(outputs));
        }
        return;
      case 'answered': {
        const job = this.take(event.ticket);
        job?.respond(unpackTensors(event.outputs));
        job?.done();
        return;
      }
      case 'done':
        this.take(event.ticket)?.done();
        return;
      case 'failed':
        if (event.thrown !== undefined) this.events.onUnexpectedError(stackFrames(event.thrown));
        this.take(event.ticket)?.fail(new ServingError(event.code, event.message));
        return;
      case 'closed':
        return;
    }
  }

  private take(ticket: number): InferenceJob | undefined {
    const entry = this.running.get(ticket);
    if (entry === undefined) return undefined;
    this.running.delete(ticket);
    this.flags.release(entry.flag);
    if (this.running.size === 0) this.stallWatch.rest();
    else this.stallWatch.sign();
    return entry.job;
  }

  private exited(cause: Error | undefined): void {
    const lost = [...this.running.values()];
    this.running.clear();
    this.stallWatch.rest();
    this.events.onExit(this.stalled ?? cause);
    for (const { job } of lost) {
      job.fail(
        new ServingError('UNAVAILABLE', 'the model instance ended while it had the request'),
      );
    }
  }
}
