import type { Clock } from '@voxrail/clock';
import type { AudioChunkInfo, ServerMessageName, ServerMessages } from '@voxrail/contracts';
import { OUTPUT_SAMPLE_RATE_HZ, samplesToMs } from '@voxrail/contracts';

interface Told {
  readonly name: ServerMessageName;
  readonly message: ServerMessages[ServerMessageName];
}

/** One turn's audio at a client: where playback stood when, and up to where audio has come. */
interface Playback {
  anchorMs: number;
  playedMs: number;
  arrivedMs: number;
  plays: boolean;
}

/** A person at a client that plays what comes, without a gap, and stops where it is told to. */
export class ListeningEars {
  /** How long a client's loudspeaker is behind what it was given. */
  public outputDelayMs = 0;
  /** Chunks that do not begin where the one before has ended. */
  public misplaced = 0;
  private readonly turns = new Map<number, Playback>();

  public constructor(private readonly clock: Clock) {}

  /** How much of the turn's audio has been heard. */
  public heardMs(turn: number): number {
    const playback = this.turns.get(turn);
    return playback === undefined ? 0 : this.positionOf(playback);
  }

  public audio({ turn, offset_ms: offsetMs }: AudioChunkInfo, samples: number): void {
    const playback = this.turns.get(turn) ?? this.begin(turn);
    if (Math.abs(offsetMs - playback.arrivedMs) > 0.1) this.misplaced += 1;
    const position = this.positionOf(playback);
    const ranDry = position >= playback.arrivedMs && playback.arrivedMs > 0;
    if (ranDry) this.anchor(playback, position);
    playback.arrivedMs = offsetMs + samplesToMs(samples, OUTPUT_SAMPLE_RATE_HZ);
  }

  public told({ name, message }: Told): void {
    const turn = 'turn' in message ? message.turn : undefined;
    const playback = turn === undefined ? undefined : this.turns.get(turn);
    if (playback === undefined) return;
    if (name === 'interrupted' || name === 'playback_paused') {
      this.anchor(playback, this.positionOf(playback));
      playback.plays = false;
      playback.arrivedMs = playback.playedMs;
    } else if (name === 'playback_resumed') {
      const { offset_ms } = message as ServerMessages['playback_resumed'];
      playback.arrivedMs = offset_ms;
      playback.plays = true;
      this.anchor(playback, offset_ms);
    }
  }

  private begin(turn: number): Playback {
    const anchorMs = this.clock.nowMs() + this.outputDelayMs;
    const playback = { anchorMs, playedMs: 0, arrivedMs: 0, plays: true };
    this.turns.set(turn, playback);
    return playback;
  }

  private anchor(playback: Playback, playedMs: number): void {
    playback.playedMs = playedMs;
    playback.anchorMs = this.clock.nowMs();
  }

  private positionOf({ anchorMs, playedMs, arrivedMs, plays }: Playback): number {
    const elapsedMs = plays ? Math.max(0, this.clock.nowMs() - anchorMs) : 0;
    return Math.min(arrivedMs, playedMs + elapsedMs);
  }
}
