import type { PlaybackPosition, VoxrailClient } from '@voxrail/client';
import { PlaybackReports, PlaybackTimeline } from '@voxrail/client';
import type { Clock, Timer } from '@voxrail/clock';

import { HeardAudio } from './heard-audio';

const REPORT_INTERVAL_MS = 200;

export interface SpeakerOptions {
  readonly clock: Clock;
  readonly sampleRateHz: number;
  /** Tell the gateway what has been heard, as a player does. Default true. */
  readonly report?: boolean;
  /** Keep what was heard for `recording`. Default false. */
  readonly record?: boolean;
}

/** A loudspeaker without a sound: plays the agent's audio by the clock, as a browser would. */
export class Speaker {
  private readonly timeline: PlaybackTimeline;
  private readonly heard: HeardAudio | undefined;
  private readonly reports: PlaybackReports;
  private readonly startedMs: number;
  private timer: Timer | undefined;

  public constructor(
    private readonly client: VoxrailClient,
    private readonly options: SpeakerOptions,
  ) {
    this.timeline = new PlaybackTimeline({ sampleRateHz: options.sampleRateHz });
    this.heard = options.record === true ? new HeardAudio() : undefined;
    this.reports = new PlaybackReports(client);
    this.startedMs = options.clock.nowMs();
    this.listen();
    if (options.report ?? true) this.scheduleReport();
  }

  public get underruns(): number {
    return this.timeline.underruns;
  }

  /** Audio that has arrived and is still to be heard. */
  public get queuedMs(): number {
    return this.timeline.queuedMs(this.nowSample());
  }

  /** The turn that was heard last, and how much of its audio. */
  public get played(): PlaybackPosition | undefined {
    return this.timeline.played(this.nowSample());
  }

  public stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** What was heard so far; empty unless `record` was asked for. */
  public recording(): Int16Array {
    return this.heard?.samples(this.options.sampleRateHz) ?? new Int16Array(0);
  }

  private listen(): void {
    this.client.on('audio', (audio) => {
      const { turn, offsetMs, samples } = audio;
      const piece = { turn, offsetMs, sampleCount: samples.length };
      const placement = this.timeline.add(piece, this.nowSample());
      if (placement.kind === 'scheduled') this.heard?.add(audio);
    });
    this.client.on('interrupted', ({ turn }) => {
      this.timeline.interrupt(turn, this.nowSample());
      this.cutAtPlayed(turn);
    });
    this.client.on('playback_paused', ({ turn }) => {
      this.timeline.pause(turn, this.nowSample());
      this.cutAtPlayed(turn);
      this.report();
    });
    this.client.on('playback_resumed', ({ turn }) => {
      this.timeline.resume(turn);
    });
  }

  private cutAtPlayed(turn: number): void {
    const { played } = this;
    const playedMs = played?.turn === turn ? played.offsetMs : 0;
    this.heard?.cut(turn, Math.round((playedMs * this.options.sampleRateHz) / 1000));
  }

  private scheduleReport(): void {
    this.timer = this.options.clock.schedule(REPORT_INTERVAL_MS, () => {
      this.scheduleReport();
      this.report();
    });
  }

  private report(): void {
    this.reports.report(this.played);
  }

  private nowSample(): number {
    const elapsedMs = this.options.clock.nowMs() - this.startedMs;
    return (elapsedMs * this.options.sampleRateHz) / 1000;
  }
}
