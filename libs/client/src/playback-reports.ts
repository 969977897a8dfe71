import type { PlaybackPosition } from './playback-timeline';
import type { VoxrailClient } from './voxrail-client';

/** Tells the gateway how far the agent's voice was heard, and nothing twice. */
export class PlaybackReports {
  private reported: PlaybackPosition | undefined;

  public constructor(private readonly client: VoxrailClient) {}

  /** To be called a few times a second, and at once when playback is paused. */
  public report(played: PlaybackPosition | undefined): void {
    if (played === undefined || !this.client.connected) return;
    if (played.turn === this.reported?.turn && played.offsetMs === this.reported.offsetMs) return;
    this.reported = played;
    this.client.reportPlayback(played.turn, played.offsetMs);
  }
}
