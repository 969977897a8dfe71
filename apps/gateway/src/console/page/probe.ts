import type { VoiceCall } from '@voxrail/client/browser';

/** Long enough for a test's conversation: two minutes. */
const MAX_SAMPLES = 6_000;
const INTERVAL_MS = 20;

export interface ProbeSample {
  readonly atMs: number;
  /** Largest amplitude that reached the loudspeaker, 0 to 1. */
  readonly peak: number;
}

/** What a browser test reads: `window.voxrailProbe`, only on a page opened with `?probe`. */
export interface Probe {
  readonly output: ProbeSample[];
  /** Times at which `interrupted` arrived. */
  readonly interruptions: number[];
  readonly underruns: () => number;
  /** Id of the device that is captured. */
  readonly microphone: () => string | undefined;
}

declare global {
  interface Window {
    voxrailProbe?: Probe;
  }
}

export function probeWanted(): boolean {
  return new URLSearchParams(location.search).has('probe');
}

/** Samples the output until the call ends. Times are `performance.now()`. */
export function attachProbe(call: VoiceCall): void {
  const output: ProbeSample[] = [];
  const interruptions: number[] = [];
  const timer = window.setInterval(() => {
    output.push({ atMs: performance.now(), peak: call.player.meter.peak() });
    if (output.length > MAX_SAMPLES) output.shift();
  }, INTERVAL_MS);
  call.on('interrupted', () => interruptions.push(performance.now()));
  call.on('disconnected', () => {
    window.clearInterval(timer);
  });
  window.voxrailProbe = {
    output,
    interruptions,
    underruns: () => call.player.underruns,
    microphone: () => call.microphone?.inUse.deviceId,
  };
}
