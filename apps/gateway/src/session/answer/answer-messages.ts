import type { ErrorCode } from '@voxrail/contracts';
import { OUTPUT_SAMPLE_RATE_HZ, samplesToMs } from '@voxrail/contracts';

import type { ClientChannel } from '../client-channel';
import type { TurnTimeline } from '../turn/turn-timeline';

/** What a client is told about the agent's side of one turn. */
export class AnswerMessages {
  private speaking = false;
  private unsentText = '';
  private held = false;
  private pauseTold = false;

  public constructor(
    private readonly client: ClientChannel,
    private readonly turn: number,
  ) {}

  /** Nothing is sent until `release`; text is kept for then. */
  public hold(): void {
    this.held = true;
  }

  public release(): void {
    this.held = false;
    this.thinking();
    queueMicrotask(() => {
      this.flushText();
    });
  }

  public thinking(): void {
    if (this.held) return;
    this.speaking = false;
    this.state(true);
  }

  /**
   * Text as it is generated. What comes in one read from the broker leaves as one message, after
   * the read: the speech that waits for the same text must not wait for the client's copy of it.
   */
  public delta(text: string): void {
    if (this.unsentText === '') {
      queueMicrotask(() => {
        this.flushText();
      });
    }
    this.unsentText += text;
  }

  /** The state follows the audio: nothing may come before it. */
  public audio(pcm: Uint8Array, offsetSamples: number): void {
    const offsetMs = samplesToMs(offsetSamples, OUTPUT_SAMPLE_RATE_HZ);
    const offset_ms = Math.round(offsetMs * 1000) / 1000;
    this.client.sendAudio(pcm, { turn: this.turn, offset_ms });
    if (this.speaking) return;
    this.speaking = true;
    this.state(false);
  }

  /** Sends text that waits for the end of the read. */
  public flushText(): void {
    if (this.held) return;
    const delta = this.unsentText;
    this.unsentText = '';
    if (delta !== '') this.client.send('agent_text', { turn: this.turn, delta });
  }

  public audioEnd(durationMs: number): void {
    this.client.send('audio_end', { turn: this.turn, duration_ms: Math.round(durationMs) });
  }

  public interrupted(playedMs: number): void {
    this.client.send('interrupted', { turn: this.turn, played_ms: Math.round(playedMs) });
  }

  public paused(): void {
    this.pauseTold = true;
    this.client.send('playback_paused', { turn: this.turn });
  }

  /** Told only to a client that was told of the pause. */
  public resumed(offsetMs: number): void {
    if (!this.pauseTold) return;
    this.pauseTold = false;
    const { turn } = this;
    this.client.send('playback_resumed', { turn, offset_ms: Math.round(offsetMs * 1000) / 1000 });
  }

  public error(code: ErrorCode, message: string): void {
    this.flushText();
    this.client.send('error', { code, message, turn: this.turn });
  }

  /** The last messages of the turn. `heard` are the characters of `text` that were heard. */
  public over(text: string, heard: number, interrupted: boolean, timeline: TurnTimeline): void {
    const { turn } = this;
    this.speaking = false;
    if (!interrupted) this.flushText();
    this.unsentText = '';
    this.state(false);
    if (text !== '') {
      const heardText = text.slice(0, heard);
      this.client.send('agent_text', { turn, text, heard: heardText, is_final: true });
    }
    this.client.send('turn_metrics', {
      turn,
      ...timeline.latency(),
      speculated: timeline.speculated,
      revisions: timeline.revisions,
      interrupted,
      tools: timeline.tools,
      usage: timeline.usage(),
    });
  }

  public get isSpeaking(): boolean {
    return this.speaking;
  }

  private state(processing: boolean): void {
    this.client.send('agent_state', { speaking: this.speaking, processing });
  }
}
