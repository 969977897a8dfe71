import type { Clock } from '@voxrail/clock';
import { FrameKind, INPUT_SAMPLE_RATE_HZ, msToSamples } from '@voxrail/contracts';

import type { Recognition } from '../recognizer/recognition';
import type { EmitListeningEvent } from './listening-events';

/**
 * A text that ends this long before the speech did says nearly all of it: told again at the beginning of
 * a pause, it is worth an answer being prepared.
 */
const FRESH_SAMPLES = msToSamples(160, INPUT_SAMPLE_RATE_HZ);

/** A partial is promised every 500 ms of speech, so that a text that does not change is told again. */
const REPEAT_SAMPLES = msToSamples(300, INPUT_SAMPLE_RATE_HZ);

export interface UtteranceTextParts {
  readonly clock: Clock;
  readonly emit: EmitListeningEvent;
}

/** When a text was known, and how long after the last audio that it needed. */
export interface DecodeTiming {
  readonly atMs: number;
  readonly decodeMs: number;
}

/** Tells the gateway an utterance's text as it becomes known; the revision counts whatever is told of it. */
export class UtteranceText {
  private revision = 0;
  private newest: { readonly recognition: Recognition; readonly endSample: number } | null = null;
  private told = { text: '', endSample: 0 };

  /** @param speculate texts of pauses are told as such, and others only where they are news. */
  public constructor(
    private readonly utterance: number,
    private readonly speculate: boolean,
    private readonly parts: UtteranceTextParts,
  ) {}

  /** @param pausing nothing voiced has been heard lately. */
  public partial(recognition: Recognition, endSample: number, pausing: boolean): void {
    this.newest = { recognition, endSample };
    if (recognition.text === '' && this.told.text === '') return;
    if (this.speculate && !pausing && this.isKnown(recognition, endSample)) return;
    this.tellPartial(recognition, endSample, pausing);
  }

  /** Speech pauses after `voicedEndSample`: the newest text, if it says nearly all, may be the whole. */
  public pauseBegins(voicedEndSample: number): void {
    const { newest } = this;
    if (newest === null || newest.recognition.text === '') return;
    if (newest.endSample < voicedEndSample - FRESH_SAMPLES) return;
    this.tellPartial(newest.recognition, newest.endSample, true);
  }

  /** @param heardSample position up to which it was recognized. @param endSample end of the speech in it. */
  public candidate(
    recognition: Recognition,
    heardSample: number,
    endSample: number,
    timing: DecodeTiming,
  ): void {
    this.newest = { recognition, endSample: heardSample };
    this.told = { text: recognition.text, endSample: heardSample };
    this.tell(FrameKind.ASR_CANDIDATE, recognition, endSample, timing);
  }

  public final(recognition: Recognition, endSample: number, timing: DecodeTiming): void {
    this.tell(FrameKind.ASR_FINAL, recognition, endSample, timing);
  }

  private isKnown({ text }: Recognition, endSample: number): boolean {
    return text === this.told.text && endSample - this.told.endSample < REPEAT_SAMPLES;
  }

  private tellPartial({ text }: Recognition, endSample: number, pausing: boolean): void {
    this.told = { text, endSample };
    this.parts.emit(FrameKind.ASR_PARTIAL, endSample, {
      utterance: this.utterance,
      atMs: this.parts.clock.nowMs(),
      revision: this.revision++,
      text,
      endSample,
      ...(pausing && { pausing }),
    });
  }

  private tell(
    kind: typeof FrameKind.ASR_CANDIDATE | typeof FrameKind.ASR_FINAL,
    { text, confidence, words }: Recognition,
    endSample: number,
    timing: DecodeTiming,
  ): void {
    this.parts.emit(kind, endSample, {
      utterance: this.utterance,
      revision: this.revision++,
      text,
      confidence,
      words: [...words],
      endSample,
      ...timing,
    });
  }
}
