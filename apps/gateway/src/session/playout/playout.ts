import type { Clock } from '@voxrail/clock';
import { msToSamples, OUTPUT_SAMPLE_RATE_HZ, samplesToMs } from '@voxrail/contracts';

import { PlaybackClock } from './playback-clock';
import type { PlayoutScheduler, PlayoutTask } from './playout-scheduler';
import { PlayoutTrack } from './playout-track';
import { SentAudio } from './sent-audio';

export interface PlayoutListener {
  /** Audio that leaves for the client now. `offsetSamples` counts from the start of the turn's audio. */
  onChunk(pcm: Uint8Array, offsetSamples: number): void;
  /** Sealed, and the last sample has been sent. */
  onSent(): void;
  /** All tracks so far are over and what was sent has been played. */
  onPlayed(): void;
  /** Playback ran dry for this long in the middle of a track. */
  onUnderrun(ms: number): void;
}

/** Fewer and larger messages cost less; more than 100 ms would make an interruption coarse. */
const CHUNK_MS = 60;
const MAX_CHUNK_MS = 100;

/** With less than this ahead of playback a small chunk leaves rather than risk a gap. */
const LOW_WATER_MS = 80;

const MAX_HELD_BACK_MS = 5_000;

const UNDERRUN_MIN_MS = 1;

const MAX_CHUNK_SAMPLES = msToSamples(MAX_CHUNK_MS, OUTPUT_SAMPLE_RATE_HZ);
const LOW_WATER_SAMPLES = msToSamples(LOW_WATER_MS, OUTPUT_SAMPLE_RATE_HZ);

/** Audio is kept this long after the estimate has it played: a client's report may say otherwise. */
const KEPT_SAMPLES = msToSamples(1_000, OUTPUT_SAMPLE_RATE_HZ);

/**
 * The same for a client that used to report and has fallen silent: its connection may be lost, which is
 * noticed after 15 s at the latest.
 */
const MAX_KEPT_SAMPLES = msToSamples(16_000, OUTPUT_SAMPLE_RATE_HZ);

type Phase = 'open' | 'sealed' | 'sent' | 'over';

/** `held`: nothing has been sent yet, by intention; `paused`: what was sent is not being played. */
type Gate = 'open' | 'held' | 'paused';

/**
 * The audio of one turn: tracks in a row, sent at most `leadMs` ahead of playback, the first chunk
 * in the very call that brings it.
 */
export class Playout {
  private readonly playback = new PlaybackClock(OUTPUT_SAMPLE_RATE_HZ, MAX_HELD_BACK_MS);
  private readonly tracks: PlayoutTrack[] = [];
  private readonly leadSamples: number;
  private readonly chunkSamples: number;
  private head = 0;
  private phase: Phase = 'open';
  private task: PlayoutTask | undefined;
  private playedReported = true;
  private readonly sentAudio = new SentAudio();
  /** What is to be sent again before anything new, after a pause. */
  private replay = new PlayoutTrack();
  private gate: Gate = 'open';
  private sentTold = false;
  /** How far the client has said that it played, if it ever did. */
  private reportedSamples: number | undefined;

  public constructor(
    private readonly clock: Clock,
    private readonly scheduler: PlayoutScheduler,
    leadMs: number,
    private readonly listener: PlayoutListener,
  ) {
    this.leadSamples = msToSamples(leadMs, OUTPUT_SAMPLE_RATE_HZ);
    const chunk = msToSamples(CHUNK_MS, OUTPUT_SAMPLE_RATE_HZ);
    this.chunkSamples = Math.max(1, Math.min(chunk, Math.floor(this.leadSamples / 2)));
  }

  /** Another speech, heard after all that were added before. */
  public addTrack(): PlayoutTrack {
    const track = new PlayoutTrack();
    this.tracks.push(track);
    return track;
  }

  /** Nothing is sent until `release`. To be called before there is any audio. */
  public hold(): void {
    this.gate = 'held';
  }

  public release(): void {
    if (this.gate !== 'held') return;
    this.gate = 'open';
    this.pump();
  }

  /** Nothing is sent and nothing is played until `resume`: the client drops what it has. */
  public pause(): void {
    if (this.phase === 'over' || this.gate !== 'open') return;
    this.gate = 'paused';
    this.wakeAt(undefined);
    this.playback.pause(this.clock.nowMs());
  }

  /** Goes on at the sample at which playback stands; `onPosition` is told it before anything is sent. */
  public resume(onPosition: (sample: number) => void): void {
    if (this.gate !== 'paused') return;
    this.gate = 'open';
    const { fromSample, pcm } = this.sentAudio.cutAt(this.playedSamples);
    const unsent = this.replay.takeAll();
    this.replay = new PlayoutTrack();
    for (const piece of [...pcm, ...unsent]) this.replay.push(piece);
    this.replay.close();
    this.playback.resumeAt(fromSample, this.clock.nowMs());
    if (this.phase === 'sent' && this.replay.queuedSamples > 0) this.phase = 'sealed';
    onPosition(fromSample);
    this.pump();
  }

  /** No further track will be added. */
  public seal(): void {
    if (this.phase !== 'open') return;
    this.phase = 'sealed';
    this.pump();
  }

  /** Nothing is sent or reported after this. */
  public stop(): void {
    this.phase = 'over';
    this.task?.cancel();
    this.task = undefined;
  }

  public get sentSamples(): number {
    return this.playback.sentSamples;
  }

  public get sentMs(): number {
    return samplesToMs(this.playback.sentSamples, OUTPUT_SAMPLE_RATE_HZ);
  }

  public get playedSamples(): number {
    return Math.floor(this.playback.playedAt(this.clock.nowMs()));
  }

  public get playedMs(): number {
    return samplesToMs(this.playedSamples, OUTPUT_SAMPLE_RATE_HZ);
  }

  /** Samples of `track` that have been played. */
  public playedOf(track: PlayoutTrack): number {
    if (track.startSample === undefined) return 0;
    const sinceStart = this.playedSamples - track.startSample;
    return Math.max(0, Math.min(track.receivedSamples - track.queuedSamples, sinceStart));
  }

  /** What the client says that it has played, from the start of the turn's audio. */
  public report(playedMs: number): void {
    if (this.phase === 'over') return;
    const samples = msToSamples(playedMs, OUTPUT_SAMPLE_RATE_HZ);
    this.reportedSamples = Math.max(0, samples);
    this.playback.report(samples, this.clock.nowMs());
    this.pump();
  }

  /** Sends what may be sent now; to be called whenever a track was given audio or closed. */
  public pump(): void {
    if (this.phase === 'over' || this.gate !== 'open') return;
    while (this.sendNext());
    this.afterSending();
  }

  private sendNext(): boolean {
    const track = this.currentTrack();
    if (track === undefined || track.queuedSamples === 0 || this.phase === 'over') return false;
    const nowMs = this.clock.nowMs();
    const ahead = this.playback.sentSamples - this.playback.playedAt(nowMs);
    const allowed = Math.floor(this.leadSamples - ahead);
    const samples = Math.min(track.queuedSamples, allowed, MAX_CHUNK_SAMPLES);
    if (samples <= 0 || !this.worthSending(track, samples, ahead)) return false;
    this.noteUnderrun(track, nowMs);
    track.begin(this.playback.sentSamples);
    const offset = this.playback.sentSamples;
    const pcm = track.take(samples);
    this.sentAudio.add(offset, pcm);
    this.sentAudio.forgetBefore(this.keptFrom(this.playback.playedAt(nowMs)));
    this.playback.add(samples, nowMs);
    this.playedReported = false;
    this.listener.onChunk(pcm, offset);
    return true;
  }

  private keptFrom(playedSamples: number): number {
    const heard = Math.min(playedSamples, this.reportedSamples ?? playedSamples);
    return Math.max(heard - KEPT_SAMPLES, playedSamples - MAX_KEPT_SAMPLES);
  }

  private worthSending(track: PlayoutTrack, samples: number, ahead: number): boolean {
    if (samples >= this.chunkSamples) return true;
    if (samples < track.queuedSamples) return false;
    return track.closed || ahead < LOW_WATER_SAMPLES;
  }

  private noteUnderrun(track: PlayoutTrack, nowMs: number): void {
    if (track.startSample === undefined) return;
    const dryMs = nowMs - this.playback.timeOf(this.playback.sentSamples);
    if (dryMs >= UNDERRUN_MIN_MS) this.listener.onUnderrun(dryMs);
  }

  /** Skips tracks that are over, and returns the one whose turn it is. */
  private currentTrack(): PlayoutTrack | undefined {
    if (this.replay.queuedSamples > 0) return this.replay;
    for (let track = this.tracks[this.head]; track !== undefined; track = this.tracks[this.head]) {
      if (!track.closed || track.queuedSamples > 0) return track;
      track.begin(this.playback.sentSamples);
      this.head += 1;
    }
    return undefined;
  }

  private afterSending(): void {
    const track = this.currentTrack();
    if (track !== undefined) {
      this.wakeForNextChunk(track);
      return;
    }
    if (this.phase === 'sealed') {
      this.phase = 'sent';
      if (!this.sentTold) this.listener.onSent();
      this.sentTold = true;
    }
    this.wakeForEnd();
  }

  private wakeForNextChunk(track: PlayoutTrack): void {
    if (track.queuedSamples === 0) {
      this.wakeAt(undefined);
      return;
    }
    const next = Math.min(this.chunkSamples, track.queuedSamples);
    const leadAllows = this.playback.sentSamples + next - this.leadSamples;
    const runsLow = this.playback.sentSamples - LOW_WATER_SAMPLES;
    const atSample = next < this.chunkSamples && !track.closed ? runsLow : leadAllows;
    // One sample later than computed, so that rounding cannot wake it just before the time.
    this.wakeAt(this.playback.timeOf(Math.max(atSample, leadAllows) + 1));
  }

  private wakeForEnd(): void {
    if (this.phase === 'over') return;
    const nowMs = this.clock.nowMs();
    const endMs = this.playback.timeOf(this.playback.sentSamples);
    if (this.playback.sentSamples > 0 && endMs > nowMs) {
      this.wakeAt(endMs);
      return;
    }
    this.wakeAt(undefined);
    if (this.playedReported && this.phase === 'open') return;
    this.playedReported = true;
    if (this.phase === 'sent') this.phase = 'over';
    this.listener.onPlayed();
  }

  private wakeAt(atMs: number | undefined): void {
    this.task?.cancel();
    this.task = undefined;
    if (atMs === undefined) return;
    this.task = this.scheduler.at(atMs, () => {
      this.task = undefined;
      this.pump();
    });
  }
}
