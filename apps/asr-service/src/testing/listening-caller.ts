import type { AsrFailed, AsrStart, Frame, JsonFrameKind, Payload } from '@voxrail/contracts';
import { FrameKind, INPUT_SAMPLE_RATE_HZ, isAudioKind } from '@voxrail/contracts';
import { RailCaller, sentPayload } from '@voxrail/rail-caller';
import { AwakeClock, until } from '@voxrail/testing';

import type { AsrStack } from './asr-stack';
import { start } from './scripted-session';

const ORDER = 1;
const FRAME_SAMPLES = 320;

interface Told {
  readonly kind: FrameKind;
  readonly payload: unknown;
  readonly receivedMs: number;
}

/** What a gateway does for one session, as far as listening goes: audio in, events out. */
export class ListeningCaller {
  public readonly told: Told[] = [];
  public readonly rail: RailCaller;
  private readonly clock = new AwakeClock();
  /** Position of the next sample to send. */
  public position = 0;
  private readonly sent: { readonly endSample: number; readonly atMs: number }[] = [];

  public constructor(stack: Pick<AsrStack, 'bus' | 'control'>) {
    this.rail = new RailCaller('asr', stack, (frame) => {
      this.receive(frame);
    });
  }

  /** Claims a worker, which is held until `stop`, and opens the listening stream. */
  public async open(rules: Partial<AsrStart['config']> = {}): Promise<this> {
    await this.rail.hold();
    this.send(FrameKind.ASR_START, start(rules, 0));
    return this;
  }

  public async stop(): Promise<void> {
    await this.rail.stop();
    this.clock.stop();
  }

  public send<K extends JsonFrameKind>(kind: K, payload: Payload<K>): void {
    this.rail.send(kind, ORDER, this.position, payload);
  }

  /**
   * Sends audio in frames of 20 ms, `speed` times as fast as it was spoken, and no faster after a stall of
   * the machine: a microphone on it hears nothing meanwhile.
   */
  public async speak(samples: Int16Array, speed: number): Promise<void> {
    const beganMs = this.clock.nowMs();
    for (let at = 0; at < samples.length; at += FRAME_SAMPLES) {
      const dueMs = beganMs + (at * 1_000) / INPUT_SAMPLE_RATE_HZ / speed;
      const waitMs = dueMs - this.clock.nowMs();
      if (waitMs > 0) await this.wait(waitMs);
      this.sendAudio(samples.subarray(at, at + FRAME_SAMPLES));
    }
  }

  public async beSilent(ms: number, speed: number): Promise<void> {
    await this.speak(new Int16Array((ms * INPUT_SAMPLE_RATE_HZ) / 1_000), speed);
  }

  public of<K extends JsonFrameKind>(kind: K): Payload<K>[] {
    return this.told
      .filter((event) => event.kind === kind)
      .map((event) => event.payload as Payload<K>);
  }

  public receivedMs(kind: FrameKind): number {
    const event = this.told.find((candidate) => candidate.kind === kind);
    if (event === undefined) throw new Error('no such event');
    return event.receivedMs;
  }

  /** When the frame with the sample before `sample` was sent. */
  public sentMs(sample: number): number {
    const frame = this.sent.find(({ endSample }) => endSample >= sample);
    if (frame === undefined) throw new Error('not sent yet');
    return frame.atMs;
  }

  /**
   * The first `count` events of a kind, when they are there.
   * @throws Error with what was told instead.
   */
  public async next<K extends JsonFrameKind>(
    kind: K,
    count = 1,
    deadlineMs = 10_000,
  ): Promise<Payload<K>[]> {
    return until(() => {
      const events = this.of(kind);
      return events.length >= count ? events : undefined;
    }, deadlineMs).catch((cause: unknown) => {
      throw new Error(`told until now: ${this.story().join(', ')}`, { cause });
    });
  }

  private async wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.schedule(ms, resolve);
    });
  }

  private story(): string[] {
    return this.told.map(({ kind, payload }) => {
      const name = Object.entries(FrameKind).find(([, value]) => value === kind)?.[0] ?? '';
      return kind === FrameKind.ASR_FAILED ? `${name} ${(payload as AsrFailed).message}` : name;
    });
  }

  private sendAudio(samples: Int16Array): void {
    const pcm = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    this.rail.sendAudio(FrameKind.ASR_AUDIO, ORDER, this.position, pcm);
    this.position += samples.length;
    this.sent.push({ endSample: this.position, atMs: this.clock.nowMs() });
  }

  private receive(frame: Frame): void {
    const receivedMs = this.clock.nowMs();
    const { kind } = frame;
    if (isAudioKind(kind)) throw new Error('audio from a listener');
    this.told.push({ kind, payload: sentPayload(kind, frame), receivedMs });
  }
}
