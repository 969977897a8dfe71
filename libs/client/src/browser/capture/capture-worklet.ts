import { workletScope } from './audio-worklet-scope';
import { CAPTURE_FRAME_SAMPLES, CAPTURE_PROCESSOR, CAPTURE_RATE_HZ } from './capture-format';
import { FrameGatherer } from './frame-gatherer';
import { SincResampler } from './sinc-resampler';

/** Runs in the audio thread: microphone blocks in, 40 ms frames of 16 kHz PCM16 out through the port. */
class CaptureProcessor extends workletScope.AudioWorkletProcessor {
  private readonly resampler =
    workletScope.sampleRate === CAPTURE_RATE_HZ
      ? undefined
      : new SincResampler(workletScope.sampleRate, CAPTURE_RATE_HZ);
  private readonly gatherer = new FrameGatherer(CAPTURE_FRAME_SAMPLES, (frame) => {
    this.port.postMessage(frame, [frame.buffer]);
  });

  public process(inputs: readonly (readonly Float32Array[])[]): boolean {
    const block = inputs[0]?.[0];
    if (block !== undefined) this.gatherer.push(this.resampler?.push(block) ?? block);
    return true;
  }
}

workletScope.registerProcessor(CAPTURE_PROCESSOR, CaptureProcessor);
