import type { AgentAudio, ClientEventName, ClientEvents, PlaybackPosition } from '@voxrail/client';
import { PlaybackReports, VoxrailClient } from '@voxrail/client';

import type { MicrophoneError } from './audio/microphone-error';
import { Microphone } from './audio/microphone';
import { VoicePlayer } from './audio/voice-player';
import { DEMO_TOOLS } from './tools/demo-tools';

const REPORT_INTERVAL_MS = 250;

/** What `audio_out` says today; the context must exist before the gateway has said it. */
const EXPECTED_RATE_HZ = 22_050;

const INSTRUCTIONS =
  'You are a friendly voice assistant. Answer in one or two short sentences that sound natural when spoken.';

/** One call: the session, the microphone and the loudspeaker, begun and ended together. */
export class Call {
  public readonly player = new VoicePlayer(EXPECTED_RATE_HZ);
  public microphone: Microphone | undefined;
  /** Told a few times a second how far the agent's voice has come. */
  public onPlayed: ((position: PlaybackPosition) => void) | undefined;
  private readonly client: VoxrailClient;
  private readonly reports: PlaybackReports;
  private ended = false;
  private reportTimer: number | undefined;

  /** Make it in the handler of a click (see `VoicePlayer`). */
  public constructor(url: string) {
    this.client = new VoxrailClient({
      url,
      session: {
        instructions: INSTRUCTIONS,
        tools: DEMO_TOOLS.map(({ definition }) => definition),
      },
    });
    this.reports = new PlaybackReports(this.client);
    for (const { definition, run } of DEMO_TOOLS) this.client.handleTool(definition.name, run);
    this.client.on('audio', (audio: AgentAudio) => {
      this.player.play(audio);
    });
    this.client.on('interrupted', ({ turn }) => {
      this.player.interrupt(turn);
    });
    this.client.on('playback_paused', ({ turn }) => {
      this.player.pause(turn);
      this.report();
    });
    this.client.on('playback_resumed', ({ turn }) => {
      this.player.resume(turn);
    });
    this.client.on('disconnected', () => {
      this.end();
    });
  }

  public on<N extends ClientEventName>(
    name: N,
    listener: (payload: ClientEvents[N]) => void,
  ): void {
    this.client.on(name, listener);
  }

  /**
   * Opens the session. Without a microphone the call goes on with typed turns.
   * @throws VoxrailClientError where the gateway refuses or does not answer
   */
  public async start(onNoMicrophone: (error: MicrophoneError) => void): Promise<void> {
    await this.player.start();
    try {
      this.microphone = await Microphone.open((frame) => this.client.sendAudio(frame));
    } catch (error) {
      onNoMicrophone(error as MicrophoneError);
    }
    try {
      await this.client.connect();
    } catch (error) {
      this.end();
      throw error;
    }
    this.reportTimer = window.setInterval(() => {
      this.report();
    }, REPORT_INTERVAL_MS);
  }

  public text(text: string): void {
    this.client.text(text);
  }

  public setMuted(muted: boolean): void {
    this.microphone?.setMuted(muted);
    this.client.control(muted ? 'mute' : 'unmute');
  }

  public hangUp(): void {
    if (this.client.connected) this.client.control('hangup');
    this.end();
  }

  private report(): void {
    const played = this.player.played();
    this.reports.report(played);
    if (played !== undefined) this.onPlayed?.(played);
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    window.clearInterval(this.reportTimer);
    this.microphone?.close();
    this.microphone = undefined;
    this.player.close();
    this.client.close();
  }
}
