import type { Clock, Timer } from '@voxrail/clock';

import type { InferenceJob } from './inference-job';
import { ServingError } from './serving-error';

/** Requests of one sequence that may wait behind the one that runs. Our rails have one in flight. */
const MAX_WAITING = 32;

/** Where a sequence lives: the same place runs all of its requests, since it holds their state. */
export interface SequencePlace {
  /** Takes the request at once; false when it cannot. */
  start(job: InferenceJob): boolean;
  /** The sequence ended without its END: free what it held. */
  dropSequence(id: string): void;
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
  readonly id: string;
  readonly place: Place;
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
 * at a time there, in order, and ends with END or when it has been idle for too long.
 */
export class SequenceTable<Place extends SequencePlace> {
  private readonly sequences = new Map<string, Sequence<Place>>();

  public constructor(private readonly options: SequenceTableOptions<Place>) {}

  public get liveSequences(): number {
    return this.sequences.size;
  }

  /** Throws ServingError when the request is refused; otherwise the job will settle. */
  public submit(job: InferenceJob): void {
    const place = job.request.sequence;
    if (place === undefined || place.id === '' || place.id === '0') {
      throw new ServingError(
        'INVALID_ARGUMENT',
        `inference request to model '${this.options.model}' must specify a non-zero or non-empty correlation ID`,
      );
    }
    const sequence = this.find(place.id, place.start);
    if (sequence.waiting.length >= MAX_WAITING) {
      throw new ServingError('UNAVAILABLE', `sequence has ${MAX_WAITING} requests waiting`);
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

  /** Forgets everything, without telling anyone: for when the model is closed. */
  public clear(): void {
    for (const sequence of [...this.sequences.values()]) this.remove(sequence);
  }

  private find(id: string, start: boolean): Sequence<Place> {
    const known = this.sequences.get(id);
    if (known !== undefined && (start || !known.ending)) return known;
    if (!start) {
      throw new ServingError(
        'INVALID_ARGUMENT',
        `inference request for sequence ${id} to model '${this.options.model}' must specify the START flag on the first request of the sequence`,
      );
    }
    const place = this.options.choosePlace((candidate) => this.sequencesAt(candidate));
    if (place === undefined) {
      throw new ServingError(
        'UNAVAILABLE',
        `model '${this.options.model}' has as many sequences as it takes`,
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
    return sequence;
  }

  private sequencesAt(place: Place): number {
    let count = 0;
    for (const sequence of this.sequences.values()) if (sequence.place === place) count += 1;
    return count;
  }

  private advance(sequence: Sequence<Place>): void {
    if (sequence.running !== undefined) return;
    const job = sequence.waiting.shift();
    if (job === undefined) {
      this.rest(sequence);
      return;
    }
    sequence.running = job;
    // Triton ends the old sequence when a START comes before its END.
    if (sequence.begun && job.request.sequence?.start === true) {
      sequence.place.dropSequence(sequence.id);
    }
    sequence.begun = true;
    job.whenSettled(() => {
      sequence.running = undefined;
      if (job.request.sequence?.end === true) sequence.begun = false;
      if (this.sequences.get(sequence.id) === sequence) this.advance(sequence);
    });
    if (!sequence.place.start(job)) {
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
      this.remove(sequence);
      sequence.place.dropSequence(sequence.id);
    });
  }

  /** As in Triton, who cancels one waiting request of a sequence loses all that wait. */
  private cancelWaiting(sequence: Sequence<Place>): void {
    for (const job of sequence.waiting.splice(0)) {
      job.fail(new ServingError('CANCELLED', 'a request of the sequence was cancelled'));
    }
    // What has been lost may have been the END.
    sequence.ending = sequence.running?.request.sequence?.end === true;
  }

  private remove(sequence: Sequence<Place>): void {
    sequence.idleTimer?.cancel();
    sequence.idleTimer = undefined;
    if (this.sequences.get(sequence.id) === sequence) this.sequences.delete(sequence.id);
  }
}
