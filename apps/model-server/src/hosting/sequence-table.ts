import type { Clock, Timer } from '@voxrail/clock';

import type { SequenceId } from '../engines/engine';
import type { InferenceJob } from './inference-job';
import { ServingError } from './serving-error';

/** Requests of one sequence that may wait behind the one that runs. Our rails have one in flight. */
const MAX_WAITING = 32;

/** Sequences that may wait for a place. Triton's have no bound; our rails give up after seconds. */
const MAX_BACKLOG = 256;

/** Where a sequence lives: the same place runs all of its requests, since it holds their state. */
export interface SequencePlace {
  /** Takes the request at once; false when it cannot. */
  start(job: InferenceJob): boolean;
  /** The sequence ended without its END: free what it held. */
  dropSequence(id: SequenceId): void;
}

export interface SequenceTableOptions<Place extends SequencePlace> {
  readonly model: string;
  readonly clock: Clock;
  /** A sequence without a request for this long is dropped. */
  readonly maxIdleMs: number;
  /** The place with room for one more sequence, given how many each has; undefined when all are full. */
  choosePlace(sequencesAt: (place: Place) => number): Place | undefined;
}

interface Sequence<Place> {
  readonly id: SequenceId;
  /** Undefined while it waits for one. */
  place: Place | undefined;
  readonly waiting: InferenceJob[];
  running: InferenceJob | undefined;
  /** Its last request so far carries END: only a START may follow. */
  ending: boolean;
  /** The engine holds state of it: a START has run, and no END since. */
  begun: boolean;
  idleTimer: Timer | undefined;
}

/**
 * Triton's sequence batcher: a sequence begins with START, is pinned to one place, has one request
 * at a time there, in order, and ends with END or when it has been idle for too long. One that begins
 * when every place is taken waits for one, first come, first served.
 */
export class SequenceTable<Place extends SequencePlace> {
  private readonly sequences = new Map<SequenceId, Sequence<Place>>();
  private readonly backlog = new Set<Sequence<Place>>();

  public constructor(private readonly options: SequenceTableOptions<Place>) {}

  public get liveSequences(): number {
    return this.sequences.size;
  }

  /** Throws ServingError when the request is refused; otherwise the job will settle. */
  public submit(job: InferenceJob): void {
    const place = job.request.sequence;
    if (place === undefined || place.id === '' || place.id === 0n) {
      throw new ServingError(
        'INVALID_ARGUMENT',
        `inference request to model '${this.options.model}' must specify a non-zero or non-empty correlation ID`,
      );
    }
    const sequence = this.find(place.id, place.start);
    if (sequence.waiting.length >= MAX_WAITING) {
      throw new ServingError(
        'UNAVAILABLE',
        `Exceeds maximum queue size: sequence has ${MAX_WAITING} requests waiting`,
      );
    }
    sequence.idleTimer?.cancel();
    sequence.idleTimer = undefined;
    sequence.ending = place.end;
    sequence.waiting.push(job);
    job.waitIn(() => {
      this.cancelWaiting(sequence);
    });
    this.advance(sequence);
  }

  /** The place has lost its memory: its sequences must be begun again, here or elsewhere. */
  public forgetPlace(place: Place): void {
    for (const sequence of [...this.sequences.values()]) {
      if (sequence.place !== place) continue;
      this.remove(sequence);
      for (const job of sequence.waiting.splice(0)) {
        job.fail(new ServingError('UNAVAILABLE', 'the model instance that had the sequence ended'));
      }
    }
  }

  /** Gives places that have become free, or have come back, to those that wait. */
  public admit(): void {
    for (const sequence of [...this.backlog]) {
      sequence.place = this.choosePlace();
      if (sequence.place === undefined) return;
      this.backlog.delete(sequence);
      this.advance(sequence);
    }
  }

  /** Forgets everything, without telling anyone: for when the model is closed. */
  public clear(): void {
    this.backlog.clear();
    for (const sequence of [...this.sequences.values()]) this.remove(sequence);
  }

  private find(id: SequenceId, start: boolean): Sequence<Place> {
    const known = this.sequences.get(id);
    if (known !== undefined && (start || !known.ending)) return known;
    if (!start) {
      throw new ServingError(
        'INVALID_ARGUMENT',
        `inference request for sequence ${id} to model '${this.options.model}' must specify the START flag on the first request of the sequence`,
      );
    }
    // Whoever waits already comes first.
    const place = this.backlog.size > 0 ? undefined : this.choosePlace();
    if (place === undefined && this.backlog.size >= MAX_BACKLOG) {
      throw new ServingError(
        'UNAVAILABLE',
        `Exceeds maximum queue size: ${MAX_BACKLOG} sequences wait for model '${this.options.model}'`,
      );
    }
    const sequence: Sequence<Place> = {
      id,
      place,
      waiting: [],
      running: undefined,
      ending: false,
      begun: false,
      idleTimer: undefined,
    };
    this.sequences.set(id, sequence);
    if (place === undefined) this.backlog.add(sequence);
    return sequence;
  }

  private choosePlace(): Place | undefined {
    return this.options.choosePlace((candidate) => this.sequencesAt(candidate));
  }

  private sequencesAt(place: Place): number {
    let count = 0;
    for (const sequence of this.sequences.values()) if (sequence.place === place) count += 1;
    return count;
  }

  private advance(sequence: Sequence<Place>): void {
    const { place } = sequence;
    if (place === undefined || sequence.running !== undefined) return;
    const job = sequence.waiting.shift();
    if (job === undefined) {
      this.rest(sequence);
      return;
    }
    sequence.running = job;
    // Triton ends the old sequence when a START comes before its END.
    if (sequence.begun && job.request.sequence?.start === true) {
      place.dropSequence(sequence.id);
    }
    sequence.begun = true;
    job.whenSettled(() => {
      sequence.running = undefined;
      if (job.request.sequence?.end === true) sequence.begun = false;
      if (this.sequences.get(sequence.id) === sequence) this.advance(sequence);
    });
    if (!place.start(job)) {
      job.fail(new ServingError('UNAVAILABLE', 'the model instance cannot take the request'));
    }
  }

  /** Nothing runs and nothing waits. */
  private rest(sequence: Sequence<Place>): void {
    if (sequence.ending) {
      this.remove(sequence);
      return;
    }
    sequence.idleTimer = this.options.clock.schedule(this.options.maxIdleMs, () => {
      sequence.place?.dropSequence(sequence.id);
      this.remove(sequence);
    });
  }

  /** As in Triton, who cancels one waiting request of a sequence loses all that wait. */
  private cancelWaiting(sequence: Sequence<Place>): void {
    for (const job of sequence.waiting.splice(0)) {
      job.fail(new ServingError('CANCELLED', 'a request of the sequence was cancelled'));
    }
    if (sequence.place === undefined) {
      this.remove(sequence);
      return;
    }
    // What has been lost may have been the END.
    sequence.ending = sequence.running?.request.sequence?.end === true;
  }

  private remove(sequence: Sequence<Place>): void {
    sequence.idleTimer?.cancel();
    sequence.idleTimer = undefined;
    this.backlog.delete(sequence);
    if (this.sequences.get(sequence.id) !== sequence) return;
    this.sequences.delete(sequence.id);
    this.admit();
  }
}
