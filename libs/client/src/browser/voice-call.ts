import type {
  ClientEventName,
  ClientEvents,
  ConnectedMessage,
  VoxrailClientOptions,
} from '@voxrail/client';
import { PlaybackReports, VoxrailClient, VoxrailClientError } from '@voxrail/client';

import { TypedEmitter } from '../typed-emitter';
import type { CaptureOptions } from './capture/capture';
import { Microphone } from './capture/microphone';
import { fromCaptureError } from './capture/microphone-error';
import { VoicePlayer } from './playback/voice-player';
import type { VoiceCallEventName, VoiceCallEvents } from './voice-call-events';

const REPORT_INTERVAL_MS = 250;

export interface VoiceCallOptions extends VoxrailClientOptions {
  /** `false`: no microphone is asked for, turns are typed. */
  readonly microphone?: CaptureOptions | false;
}

/**
 * One call in a page: session, microphone and loudspeaker, begun and ended together. Make it and call
 * `start` in the handler of a click, because browsers let a page sound only after one.
 */
export class VoiceCall {
  public readonly client: VoxrailClient;
  public readonly player = new VoicePlayer();
  private readonly events = new TypedEmitter<VoiceCallEvents>();
  private readonly reports: PlaybackReports;
  private readonly onOnline = (): void => {
    this.client.reconnectNow();
  };
  private mic: Microphone | undefined;
  private muted = false;
  private toldMuted = false;
  private over = false;
  private reportTimer: number | undefined;

  public constructor(private readonly options: VoiceCallOptions) {
    this.client = new VoxrailClient(options);
    this.reports = new PlaybackReports(this.client);
    this.client.on('audio', (audio) => {
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
    this.client.on('connected', () => {
      this.tellMuted();
    });
    this.client.on('resumed', () => {
      // What was heard since the last report: a gateway that took the session over waits for it.
      this.report();
    });
    this.client.on('disconnected', () => {
      this.end();
    });
    this.player.onBlockedChanged((blocked) => {
      if (!this.over) this.events.emit('playback_blocked', { blocked });
    });
  }

  /** Undefined before `start`, after the end, and where there is none. */
  public get microphone(): Microphone | undefined {
    return this.mic;
  }

  /** Returns what removes the listener again. */
  public on<N extends VoiceCallEventName>(
    name: N,
    listener: (payload: VoiceCallEvents[N]) => void,
  ): () => void {
    if (isOwn(name)) return this.events.on(name, listener);
    const heard = listener as (payload: ClientEvents[ClientEventName]) => void;
    return this.client.on(name, heard);
  }

  /**
   * Asks for the microphone and opens the session. Without a microphone the call goes on with typed turns
   * (`microphone_problem`). @throws VoxrailClientError where the gateway refuses or does not answer
   */
  public async start(): Promise<ConnectedMessage> {
    if (!(await this.player.start())) this.events.emit('playback_blocked', { blocked: true });
    if (!this.over) await this.openMicrophone();
    const connected = await this.connect();
    if (this.over) return connected;
    this.reportTimer = window.setInterval(() => {
      this.report();
    }, REPORT_INTERVAL_MS);
    window.addEventListener('online', this.onOnline);
    return connected;
  }

  /** Call it in the handler of a click, when playback was blocked. Resolves to whether it still is not. */
  public unblock(): Promise<boolean> {
    return this.player.start();
  }

  public text(text: string): void {
    this.client.text(text);
  }

  public setMuted(muted: boolean): void {
    this.muted = muted;
    this.mic?.setMuted(muted);
    this.tellMuted();
  }

  /** Changes the microphone in mid-call. @throws MicrophoneError; the one before goes on */
  public async useMicrophone(deviceId: string): Promise<void> {
    if (this.mic === undefined) await this.openMicrophone(deviceId);
    else await this.mic.use(deviceId);
  }

  /** Silence at once; the gateway is told in the background. */
  public hangUp(): void {
    void this.client.hangUp();
    this.end();
  }

  private async connect(): Promise<ConnectedMessage> {
    if (this.over) throw new VoxrailClientError('ended', 'hung up before the session was open');
    try {
      return await this.client.connect();
    } catch (error) {
      this.end();
      throw error;
    }
  }

  private async openMicrophone(deviceId?: string): Promise<void> {
    if (this.options.microphone === false) return;
    const options = {
      ...this.options.microphone,
      ...(deviceId === undefined ? {} : { deviceId }),
    };
    try {
      const microphone = await Microphone.open(options, (frame) => this.client.sendAudio(frame));
      if (this.over) microphone.close();
      else this.follow(microphone);
    } catch (error) {
      this.events.emit('microphone_problem', fromCaptureError(error));
    }
  }

  private follow(microphone: Microphone): void {
    this.mic = microphone;
    microphone.setMuted(this.muted);
    microphone.on('changed', (inUse) => {
      this.events.emit('microphone_changed', inUse);
    });
    microphone.on('lost', (error) => {
      this.events.emit('microphone_problem', error);
    });
  }

  /** Told late where it was changed while there was no connection. */
  private tellMuted(): void {
    if (!this.client.connected || this.muted === this.toldMuted) return;
    this.toldMuted = this.muted;
    this.client.control(this.muted ? 'mute' : 'unmute');
  }

  private report(): void {
    const played = this.player.played();
    this.reports.report(played);
    if (played !== undefined) this.events.emit('played', played);
  }

  private end(): void {
    if (this.over) return;
    this.over = true;
    window.clearInterval(this.reportTimer);
    window.removeEventListener('online', this.onOnline);
    this.mic?.close();
    this.mic = undefined;
    this.player.close();
  }
}

type OwnEventName = Exclude<VoiceCallEventName, ClientEventName>;

const OWN_EVENTS: Readonly<Record<OwnEventName, true>> = {
  microphone_problem: true,
  microphone_changed: true,
  playback_blocked: true,
  played: true,
};

function isOwn(name: VoiceCallEventName): name is OwnEventName {
  return Object.hasOwn(OWN_EVENTS, name);
}
