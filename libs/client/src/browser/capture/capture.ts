import { LevelMeter } from '../level-meter';
import { CAPTURE_PROCESSOR, CAPTURE_RATE_HZ } from './capture-format';
import { captureWorkletAddress, releaseWorkletAddress } from './capture-worklet-address';
import { fromCaptureError, MicrophoneError } from './microphone-error';

export interface CaptureOptions {
  /** One of `listMicrophones`. Default, and where it is gone at the start: the system's. */
  readonly deviceId?: string;
  /**
   * Address of `capture-worklet.js` of this package on the page's own origin, for a page whose Content
   * Security Policy allows no `blob:` scripts.
   */
  readonly workletUrl?: string;
  /** What the browser is asked to do with the sound. Each is on unless switched off. */
  readonly echoCancellation?: boolean;
  readonly noiseSuppression?: boolean;
  readonly autoGainControl?: boolean;
}

/** One device that is being captured, as 40 ms frames of 16 kHz PCM16. */
export class Capture {
  public readonly meter: LevelMeter;

  private constructor(
    private readonly stream: MediaStream,
    private readonly context: AudioContext,
    source: MediaStreamAudioSourceNode,
    onFrame: (frame: Int16Array) => void,
  ) {
    const capture = new AudioWorkletNode(context, CAPTURE_PROCESSOR, { numberOfOutputs: 0 });
    capture.port.onmessage = (message: MessageEvent<Int16Array>) => {
      onFrame(message.data);
    };
    source.connect(capture);
    this.meter = new LevelMeter(context, source);
  }

  /** Asks for the device and begins to capture. @throws MicrophoneError */
  public static async open(
    options: CaptureOptions,
    onFrame: (frame: Int16Array) => void,
  ): Promise<Capture> {
    if (!window.isSecureContext) throw new MicrophoneError('insecure');
    if (!('mediaDevices' in navigator) || !('AudioWorkletNode' in window)) {
      throw new MicrophoneError('unsupported');
    }
    let stream: MediaStream | undefined;
    let context: AudioContext | undefined;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: constraints(options) });
      const opened = openSource(stream);
      context = opened.context;
      await loadWorklet(context, options.workletUrl);
      // Not awaited: without a click it stays pending, and a page that may capture may also run this.
      void context.resume();
      return new Capture(stream, context, opened.source, onFrame);
    } catch (error) {
      stopTracks(stream);
      void context?.close();
      throw fromCaptureError(error);
    }
  }

  public get deviceId(): string {
    return this.track?.getSettings().deviceId ?? '';
  }

  /** The device's name as the system has it. */
  public get label(): string {
    return this.track?.label ?? '';
  }

  /** Called when the device is unplugged or taken away. */
  public onEnded(listener: () => void): void {
    if (this.track !== undefined) this.track.onended = listener;
  }

  /** A muted track gives silence; the capture goes on. */
  public setMuted(muted: boolean): void {
    if (this.track !== undefined) this.track.enabled = !muted;
  }

  public close(): void {
    stopTracks(this.stream);
    void this.context.close();
  }

  private get track(): MediaStreamTrack | undefined {
    return this.stream.getAudioTracks()[0];
  }
}

function constraints(options: CaptureOptions): MediaTrackConstraints {
  return {
    channelCount: 1,
    echoCancellation: options.echoCancellation ?? true,
    noiseSuppression: options.noiseSuppression ?? true,
    autoGainControl: options.autoGainControl ?? true,
    ...(options.deviceId === undefined ? {} : { deviceId: { exact: options.deviceId } }),
  };
}

async function loadWorklet(context: AudioContext, served: string | undefined): Promise<void> {
  const address = captureWorkletAddress(served);
  try {
    await context.audioWorklet.addModule(address);
  } catch (cause) {
    throw new MicrophoneError('worklet', { cause });
  } finally {
    releaseWorkletAddress(address);
  }
}

/**
 * A context at the wanted rate makes the browser resample with its own filter. Firefox refuses to
 * connect a microphone of another rate to it; there the worklet resamples.
 */
function openSource(stream: MediaStream): {
  context: AudioContext;
  source: MediaStreamAudioSourceNode;
} {
  const wanted = new AudioContext({ sampleRate: CAPTURE_RATE_HZ, latencyHint: 'interactive' });
  try {
    return { context: wanted, source: wanted.createMediaStreamSource(stream) };
  } catch {
    void wanted.close();
    const context = new AudioContext({ latencyHint: 'interactive' });
    return { context, source: context.createMediaStreamSource(stream) };
  }
}

function stopTracks(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
