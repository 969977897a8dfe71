export interface PlaybackTimelineOptions {
  readonly sampleRateHz: number;
  /** Audio waiting to be played; beyond this much, what arrives is dropped. Default 30 s. */
  readonly maxQueuedMs?: number;
}

/** A piece of a turn's audio that has arrived. */
export interface ArrivedAudio {
  readonly turn: number;
  readonly offsetMs: number;
  readonly sampleCount: number;
}

export type Placement =
  /** Play it from this moment of the output's clock on. */
  | { readonly kind: 'scheduled'; readonly atSample: number }
  /** Never play it: its turn was interrupted or is paused, or too much is waiting. */
  | { readonly kind: 'dropped'; readonly reason: 'interrupted' | 'paused' | 'full' };

export interface PlaybackPosition {
  readonly turn: number;
  readonly offsetMs: number;
}

interface Scheduled extends ArrivedAudio {
  readonly atSample: number;
}

const DEFAULT_MAX_QUEUED_MS = 30_000;

/** A player places pieces by a clock that is ahead of what is heard, by no more than this. */
const MAX_OUTPUT_DELAY_MS = 1_000;

/**
 * Decides when each piece of the agent's audio is played, and knows what is being heard. It plays
 * nothing itself: a player passes in its output's clock, counted in samples at `sampleRateHz` from
 * any origin and never going back, and obeys the placements.
 */
export class PlaybackTimeline {
  private readonly scheduled: Scheduled[] = [];
  private readonly maxQueuedSamples: number;
  private interruptedTurn = -1;
  private pausedTurn: number | undefined;
  private nextFreeSample = 0;
  private gaps = 0;
  private latestTurn: number | undefined;
  private last: PlaybackPosition | undefined;

  public constructor(private readonly options: PlaybackTimelineOptions) {
    this.maxQueuedSamples = this.toSamples(options.maxQueuedMs ?? DEFAULT_MAX_QUEUED_MS);
  }

  /** Times that a turn's audio ran dry before its next piece came. */
  public get underruns(): number {
    return this.gaps;
  }

  /** Pieces follow each other without a gap, and begin at once where nothing is playing. */
  public add(audio: ArrivedAudio, nowSample: number): Placement {
    if (audio.turn <= this.interruptedTurn) return { kind: 'dropped', reason: 'interrupted' };
    if (audio.turn === this.pausedTurn) return { kind: 'dropped', reason: 'paused' };
    this.forgetPlayed(nowSample - this.toSamples(MAX_OUTPUT_DELAY_MS));
    const atSample = Math.max(this.nextFreeSample, nowSample);
    if (atSample + audio.sampleCount - nowSample > this.maxQueuedSamples) {
      return { kind: 'dropped', reason: 'full' };
    }
    const ranDry = atSample > this.nextFreeSample && audio.offsetMs > 0;
    if (ranDry && this.latestTurn === audio.turn) this.gaps += 1;
    this.latestTurn = audio.turn;
    this.scheduled.push({ ...audio, atSample });
    this.nextFreeSample = atSample + audio.sampleCount;
    return { kind: 'scheduled', atSample };
  }

  /** Drops all audio of this turn and of older ones, also what is still to arrive. Idempotent. */
  public interrupt(turn: number, nowSample: number): void {
    this.interruptedTurn = Math.max(this.interruptedTurn, turn);
    if (this.pausedTurn !== undefined && this.pausedTurn <= turn) this.pausedTurn = undefined;
    this.dropWhere((queuedTurn) => queuedTurn <= turn, nowSample);
  }

  /** Stops the turn and drops what is queued of it; nothing of it is accepted until `resume`. */
  public pause(turn: number, nowSample: number): void {
    if (turn <= this.interruptedTurn) return;
    this.pausedTurn = turn;
    this.dropWhere((queuedTurn) => queuedTurn === turn, nowSample);
  }

  public resume(turn: number): void {
    if (this.pausedTurn === turn) this.pausedTurn = undefined;
  }

  /** What is heard now; undefined in silence. */
  public at(nowSample: number): PlaybackPosition | undefined {
    const playing = this.scheduled.find(
      (piece) => piece.atSample <= nowSample && nowSample < piece.atSample + piece.sampleCount,
    );
    if (playing === undefined) return undefined;
    const playedMs = this.toMs(nowSample - playing.atSample);
    return { turn: playing.turn, offsetMs: playing.offsetMs + playedMs };
  }

  /** The latest turn that was heard and how much of its audio, silences in between not counted. */
  public played(nowSample: number): PlaybackPosition | undefined {
    this.forgetPlayed(nowSample);
    return this.at(nowSample) ?? this.last;
  }

  /** Audio that is still to be heard. */
  public queuedMs(nowSample: number): number {
    return this.scheduled.reduce((total, piece) => {
      const end = piece.atSample + piece.sampleCount;
      return total + this.toMs(Math.max(0, end - Math.max(piece.atSample, nowSample)));
    }, 0);
  }

  private dropWhere(isDropped: (turn: number) => boolean, nowSample: number): void {
    const heard = this.at(nowSample);
    this.forgetPlayed(nowSample);
    if (heard !== undefined) this.last = heard;
    const kept = this.scheduled.filter((piece) => !isDropped(piece.turn));
    this.scheduled.length = 0;
    // A turn that goes on after a pause did not run dry.
    this.latestTurn = undefined;
    // What stays was promised its moment already; it keeps it.
    this.scheduled.push(...kept);
    const end = kept.at(-1);
    this.nextFreeSample = end === undefined ? nowSample : end.atSample + end.sampleCount;
  }

  private forgetPlayed(nowSample: number): void {
    for (let first = this.scheduled[0]; first !== undefined; first = this.scheduled[0]) {
      if (first.atSample + first.sampleCount > nowSample) return;
      const lengthMs = this.toMs(first.sampleCount);
      this.last = { turn: first.turn, offsetMs: first.offsetMs + lengthMs };
      this.scheduled.shift();
    }
  }

  private toSamples(ms: number): number {
    return Math.round((ms * this.options.sampleRateHz) / 1000);
  }

  private toMs(samples: number): number {
    return (samples * 1000) / this.options.sampleRateHz;
  }
}
