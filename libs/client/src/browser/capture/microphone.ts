import { TypedEmitter } from '../../typed-emitter';
import type { CaptureOptions } from './capture';
import { Capture } from './capture';
import type { MicrophoneError } from './microphone-error';
import { fromCaptureError } from './microphone-error';

export interface MicrophoneInUse {
  readonly deviceId: string;
  readonly label: string;
}

export interface MicrophoneEvents {
  /** Another device is captured: chosen by `use`, or the system's because the one before was unplugged. */
  readonly changed: MicrophoneInUse;
  /** The device is gone and no other could be opened. `use` opens one again. */
  readonly lost: MicrophoneError;
}

/** The person's microphone, whatever device that is at the moment. */
export class Microphone {
  private readonly events = new TypedEmitter<MicrophoneEvents>();
  private muted = false;
  private closed = false;
  /** Rises with each change of device, so that of two changes the later wins. */
  private changes = 0;

  private constructor(
    private capture: Capture,
    private readonly options: CaptureOptions,
    private readonly onFrame: (frame: Int16Array) => void,
  ) {
    this.follow(capture);
  }

  /**
   * Asks for the microphone and begins to capture 40 ms frames of 16 kHz PCM16. A device that is not there
   * any more is replaced by the system's. @throws MicrophoneError
   */
  public static async open(
    options: CaptureOptions,
    onFrame: (frame: Int16Array) => void,
  ): Promise<Microphone> {
    const capture = await Capture.open(options, onFrame).catch(async (error: unknown) => {
      const isGone = fromCaptureError(error).problem === 'missing';
      if (!isGone || options.deviceId === undefined) throw error;
      return Capture.open(anyDevice(options), onFrame);
    });
    return new Microphone(capture, options, onFrame);
  }

  /** Returns what removes the listener again. */
  public on<N extends keyof MicrophoneEvents>(
    name: N,
    listener: (payload: MicrophoneEvents[N]) => void,
  ): () => void {
    return this.events.on(name, listener);
  }

  public get inUse(): MicrophoneInUse {
    return { deviceId: this.capture.deviceId, label: this.capture.label };
  }

  /** Loudness now, from 0 (silence) to 1 (loud speech). */
  public level(): number {
    return this.capture.meter.level();
  }

  public setMuted(muted: boolean): void {
    this.muted = muted;
    this.capture.setMuted(muted);
  }

  /** Changes to another device; the one before goes on until it is there. @throws MicrophoneError */
  public async use(deviceId: string): Promise<void> {
    await this.change({ ...this.options, deviceId });
  }

  public close(): void {
    this.closed = true;
    this.capture.close();
  }

  private async change(options: CaptureOptions): Promise<void> {
    this.changes += 1;
    const change = this.changes;
    const capture = await Capture.open(options, this.onFrame);
    if (this.closed || change !== this.changes) {
      capture.close();
      return;
    }
    this.capture.close();
    this.capture = capture;
    capture.setMuted(this.muted);
    this.follow(capture);
    this.events.emit('changed', this.inUse);
  }

  private follow(capture: Capture): void {
    capture.onEnded(() => {
      if (!this.closed && capture === this.capture) void this.replaceLost();
    });
  }

  private async replaceLost(): Promise<void> {
    try {
      await this.change(anyDevice(this.options));
    } catch (error) {
      this.events.emit('lost', fromCaptureError(error));
    }
  }
}

function anyDevice(options: CaptureOptions): CaptureOptions {
  const any: { -readonly [K in keyof CaptureOptions]: CaptureOptions[K] } = { ...options };
  delete any.deviceId;
  return any;
}
