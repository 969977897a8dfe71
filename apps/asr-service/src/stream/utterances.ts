import type { Clock } from '@voxrail/clock';
import type { SpeechEndReason } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';

import type { RecognizeAudio } from '../recognizer/recognition';
import type { RecognizerError } from '../recognizer/recognizer-error';
import { AudioBuffer } from './audio-buffer';
import type { AudioWindow } from './audio-window';
import { endOf, windowsCovering } from './audio-window';
import type { EmitListeningEvent, ListeningObserver } from './listening-events';
import type { ListeningRules } from './listening-rules';
import { Utterance } from './utterance';
import { prerollSample } from './utterance-range';

export interface UtterancesParts {
  /** Unique among all listening streams of all workers. */
  readonly streamId: string;
  readonly traceparent: string;
  readonly clock: Clock;
  readonly recognize: RecognizeAudio;
  readonly emit: EmitListeningEvent;
  readonly observer: ListeningObserver;
}

/** Before the detection: the pre-roll, and the voiced windows that it took to be sure. */
function bufferedWindows(rules: ListeningRules): number {
  return windowsCovering(rules.prefixMs) + windowsCovering(rules.minSpeechMs) + 2;
}

/** Turns decisions about speech into numbered utterances and lets each be recognized. */
export class Utterances {
  private readonly buffer: AudioBuffer;
  private readonly recognizing = new Set<Utterance>();
  private current: Utterance | null = null;
  /** No utterance reaches back before this. */
  private floorSample: number;
  private heardSample: number;
  private nextNumber: number;

  public constructor(
    private rules: ListeningRules,
    first: { readonly sample: number; readonly utterance: number },
    private readonly parts: UtterancesParts,
  ) {
    this.buffer = new AudioBuffer(bufferedWindows(rules));
    this.floorSample = first.sample;
    this.heardSample = first.sample;
    this.nextNumber = first.utterance;
  }

  /** Utterances without a final, the current one included. */
  public get unsettled(): number {
    return this.recognizing.size;
  }

  public configure(rules: ListeningRules): void {
    this.rules = rules;
    this.buffer.resize(bufferedWindows(rules));
  }

  /** Takes the next window, before what is decided on it. */
  public hear(window: AudioWindow): void {
    this.heardSample = endOf(window);
    this.buffer.push(window);
    this.current?.hear(window.samples);
  }

  public start(startSample: number, lastVoicedEndSample: number): void {
    const floor = Math.max(this.floorSample, this.buffer.firstSample ?? startSample);
    const preroll = prerollSample(startSample, this.rules.prefixMs, floor);
    const number = this.nextNumber++;
    const utterance = new Utterance(
      {
        id: `${this.parts.streamId}.${number}`,
        number,
        startSample,
        prerollSample: preroll,
        traceparent: this.parts.traceparent,
        rules: this.rules,
      },
      {
        ...this.parts,
        onSettled: (settled) => {
          this.recognizing.delete(settled);
        },
      },
    );
    this.recognizing.add(utterance);
    this.current = utterance;
    this.parts.emit(FrameKind.ASR_SPEECH_STARTED, startSample, {
      utterance: number,
      atMs: this.parts.clock.nowMs(),
      startSample,
      prerollSample: preroll,
    });
    for (const piece of this.buffer.readFrom(preroll)) utterance.hear(piece);
    this.goOn(lastVoicedEndSample);
  }

  /** The current utterance goes on with what has been heard. */
  public goOn(lastVoicedEndSample: number): void {
    this.current?.goOn(lastVoicedEndSample, this.heardSample);
  }

  public end(endSample: number, reason: SpeechEndReason): void {
    const utterance = this.current;
    if (utterance === null) return;
    this.current = null;
    const atMs = this.parts.clock.nowMs();
    this.parts.emit(FrameKind.ASR_SPEECH_ENDED, endSample, {
      utterance: utterance.number,
      atMs,
      endSample,
      reason,
    });
    this.floorSample = utterance.end(endSample, this.heardSample, atMs);
  }

  public idle(): void {
    this.parts.emit(FrameKind.ASR_IDLE, this.heardSample, {
      utterance: this.nextNumber - 1,
      atMs: this.parts.clock.nowMs(),
    });
  }

  /** Answers a flush that found no speech, unless a final is on its way. The answer has a number of its own. */
  public answerFlush(): void {
    if (this.recognizing.size > 0) return;
    this.parts.emit(FrameKind.ASR_FINAL, this.heardSample, {
      utterance: this.nextNumber++,
      atMs: this.parts.clock.nowMs(),
      revision: 0,
      text: '',
      confidence: 0,
      words: [],
      endSample: this.heardSample,
      decodeMs: 0,
    });
  }

  /** The current utterance, if any, gets no final. False when there was none that could still get one. */
  public fail(error: RecognizerError): boolean {
    const utterance = this.current;
    if (utterance === null) return false;
    this.current = null;
    this.floorSample = this.heardSample;
    return utterance.fail(error);
  }

  /** The current utterance has never been; the next one begins at `floorSample` or later. */
  public forget(floorSample: number): void {
    if (this.current !== null) {
      this.current.cancel();
      this.recognizing.delete(this.current);
      this.current = null;
    }
    this.skipTo(floorSample);
  }

  /** Audio goes on at `sample`; the next utterance does not reach back before it. */
  public skipTo(sample: number): void {
    this.buffer.clear();
    this.floorSample = sample;
    this.heardSample = sample;
  }

  /** Nothing is told any more. */
  public close(): void {
    for (const utterance of this.recognizing) utterance.cancel();
    this.recognizing.clear();
    this.current = null;
    this.buffer.clear();
  }
}
