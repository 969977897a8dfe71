import { CAPTURE_PROCESSOR, CAPTURE_RATE_HZ } from './capture-format';
import { LevelMeter } from './level-meter';
import { fromCaptureError, MicrophoneError } from './microphone-error';

const WORKLET_ADDRESS = '/console/capture-worklet.js';

/** The person's microphone as 40 ms frames of 16 kHz PCM16. */
export class Microphone {
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

  /** Asks for the microphone and begins to capture. @throws MicrophoneError */
  public static async open(onFrame: (frame: Int16Array) => void): Promise<Microphone> {
    if (!window.isSecureContext) throw new MicrophoneError('insecure');
    if (!('mediaDevices' in navigator) || !('AudioWorkletNode' in window)) {
      throw new MicrophoneError('unsupported');
    }
    let stream: MediaStream | undefined;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: {
          channelCount: 1,
          echoCancellation: true,
          noiseSuppression: true,
          autoGainControl: true,
        },
      });
      const { context, source } = openSource(stream);
      await context.audioWorklet.addModule(WORKLET_ADDRESS);
      await context.resume();
      return new Microphone(stream, context, source, onFrame);
    } catch (error) {
      stopTracks(stream);
      throw fromCaptureError(error);
    }
  }

  /** Called when the microphone is unplugged or taken away. */
  public onLost(listener: () => void): void {
    for (const track of this.stream.getAudioTracks()) track.onended = listener;
  }

  /** A muted track gives silence; the capture goes on. */
  public setMuted(muted: boolean): void {
    for (const track of this.stream.getAudioTracks()) track.enabled = !muted;
  }

  public close(): void {
    stopTracks(this.stream);
    void this.context.close();
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
