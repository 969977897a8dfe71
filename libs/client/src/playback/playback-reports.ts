import type { VoxrailClient } from '../voxrail-client';
import type { PlaybackPosition } from './playback-timeline';

/** Tells the gateway how far the agent's voice was heard, and nothing twice. */
export class PlaybackReports {
  private reported: PlaybackPosition | undefined;
  private latest: PlaybackPosition | undefined;

  public constructor(
    private readonly client: Pick<VoxrailClient, 'connected' | 'reportPlayback' | 'on'>,
  ) {
    client.on('resumed', () => {
      // A gateway that took the session over knows only what it is told now.
      this.reported = undefined;
      this.report(this.latest);
    });
  }

  /** To be called a few times a second, and at once when playback is paused. */
  public report(played: PlaybackPosition | undefined): void {
    this.latest = played;
    if (played === undefined || !this.client.connected) return;
    if (played.turn === this.reported?.turn && played.offsetMs === this.reported.offsetMs) return;
    this.reported = played;
    this.client.reportPlayback(played.turn, played.offsetMs);
  }
}
