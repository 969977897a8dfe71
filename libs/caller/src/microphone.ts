import { endOfSpeechSample } from '@voxrail/audio';
import type { Clock, Timer } from '@voxrail/clock';

/** What a gateway hears (protocol section 2). */
const SAMPLE_RATE_HZ = 16_000;
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

export interface MicrophoneOptions {
  readonly clock: Clock;
  /** Takes each frame when it has been captured in full. */
  readonly send: (frame: Int16Array) => void;
  /** Length of a message's audio. Default 20. */
  readonly frameMs?: number;
  /** Told for each frame how much later than intended it left. */
  readonly onLateness?: (lateMs: number) => void;
}

/** When a recording is spoken, on the clock of the microphone. */
export interface SpokenUtterance {
  readonly startMs: number;
  /** Last moment of speech by the rule of `endOfSpeechSample`. */
  readonly endOfSpeechMs: number;
  readonly endMs: number;
}

interface Queued {
  readonly samples: Int16Array;
  taken: number;
}

/**
 * A microphone that is open all the time: recordings when there are any, silence otherwise. Frames
 * leave on an absolute schedule, so a late timer makes one frame late and never shifts the rest.
 */
export class Microphone {
  private readonly frameMs: number;
  private readonly queue: Queued[] = [];
  private startedMs: number | undefined;
  private sentFrames = 0;
  private queuedSamples = 0;
  private timer: Timer | undefined;

  public constructor(private readonly options: MicrophoneOptions) {
    this.frameMs = options.frameMs ?? 20;
  }

  public start(): void {
    if (this.startedMs !== undefined) return;
    this.startedMs = this.options.clock.nowMs();
    this.next();
  }

  public stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** Speaks after whatever is being spoken. @param samples PCM16 mono 16 kHz */
  public speak(samples: Int16Array): SpokenUtterance {
    if (this.startedMs === undefined) throw new Error('the microphone is not open');
    const startMs =
      this.startedMs + this.sentFrames * this.frameMs + this.queuedSamples / SAMPLES_PER_MS;
    this.queue.push({ samples, taken: 0 });
    this.queuedSamples += samples.length;
    return {
      startMs,
      endOfSpeechMs: startMs + endOfSpeechSample(samples, SAMPLE_RATE_HZ) / SAMPLES_PER_MS,
      endMs: startMs + samples.length / SAMPLES_PER_MS,
    };
  }

  private next(): void {
    const dueMs = (this.startedMs ?? 0) + (this.sentFrames + 1) * this.frameMs;
    this.timer = this.options.clock.schedule(dueMs - this.options.clock.nowMs(), () => {
      this.options.onLateness?.(this.options.clock.nowMs() - dueMs);
      this.sentFrames += 1;
      this.next();
      this.options.send(this.takeFrame());
    });
  }

  private takeFrame(): Int16Array {
    const frame = new Int16Array(this.frameMs * SAMPLES_PER_MS);
    let filled = 0;
    for (
      let head = this.queue[0];
      head !== undefined && filled < frame.length;
      head = this.queue[0]
    ) {
      const piece = head.samples.subarray(head.taken, head.taken + frame.length - filled);
      frame.set(piece, filled);
      filled += piece.length;
      head.taken += piece.length;
      if (head.taken === head.samples.length) this.queue.shift();
    }
    this.queuedSamples -= filled;
    return frame;
  }
}
