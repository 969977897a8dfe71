import { VirtualClock } from '@voxrail/clock';
import type { ListeningConfig } from '@voxrail/contracts';

import { WINDOW_MS, WINDOW_SAMPLES } from '../stream/audio-window';
import { listeningRules } from '../stream/listening-rules';
import { Utterance } from '../stream/utterance';
import { ScriptedRecognizer } from './scripted-recognizer';
import { start } from './scripted-session';
import { ToldEvents } from './told-events';

/** An utterance with speculation, told window by window what a detector heard. */
export class ScriptedUtterance extends ToldEvents {
  public readonly clock = new VirtualClock();
  public readonly utterance: Utterance;
  private heardWindows = 0;
  private voicedWindows = 0;

  public constructor(
    public readonly recognizer = new ScriptedRecognizer(),
    rules: Partial<ListeningConfig> = {},
  ) {
    super();
    this.utterance = new Utterance(
      {
        id: 'u',
        number: 1,
        startSample: 0,
        prerollSample: 0,
        traceparent: '00-trace',
        rules: listeningRules(start({ speculate: true, ...rules }).config),
      },
      {
        clock: this.clock,
        recognize: recognizer.recognize,
        emit: this.emit,
        observer: {
          dropped: () => undefined,
          finalized: () => undefined,
          failed: () => undefined,
        },
        onSettled: () => undefined,
      },
    );
  }

  /** End of the last voiced window. */
  public get voicedEndSample(): number {
    return this.voicedWindows * WINDOW_SAMPLES;
  }

  public async voice(windows: number): Promise<this> {
    for (let i = 0; i < windows; i++) await this.hear(true);
    return this;
  }

  public async silence(windows: number): Promise<this> {
    for (let i = 0; i < windows; i++) await this.hear(false);
    return this;
  }

  /** The end is decided on what has been heard until now, without another window. */
  public async end(): Promise<this> {
    this.utterance.end(this.voicedEndSample, this.heardSample, this.clock.nowMs());
    return this.settle();
  }

  /** The end is decided on one more window. */
  public async endOnVoice(): Promise<this> {
    this.append(true);
    return this.end();
  }

  /** Lets the oldest request that is held be answered. */
  public async release(): Promise<this> {
    this.recognizer.release();
    return this.settle();
  }

  /** Lets all that does not wait for the clock come to an end. */
  public async settle(): Promise<this> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    return this;
  }

  private get heardSample(): number {
    return this.heardWindows * WINDOW_SAMPLES;
  }

  private async hear(voiced: boolean): Promise<void> {
    this.append(voiced);
    this.utterance.goOn(this.voicedEndSample, this.heardSample);
    await this.settle();
    await this.clock.advanceAsync(WINDOW_MS, WINDOW_MS);
  }

  private append(voiced: boolean): void {
    this.heardWindows += 1;
    // Every window has its own sample, so that one that is lost or sent twice shows.
    this.utterance.hear(new Int16Array(WINDOW_SAMPLES).fill(this.heardWindows));
    if (voiced) this.voicedWindows = this.heardWindows;
  }
}

/** The windows that the attempt named last was given, by their number from 1. */
export function windowsSent(recognizer: ScriptedRecognizer): number[] {
  const last = recognizer.requests.at(-1)?.sequenceId;
  const sent = recognizer.requests
    .filter((request) => request.sequenceId === last)
    .flatMap((request) => [...request.audio]);
  return sent.filter((_, i) => i % WINDOW_SAMPLES === 0);
}
