import type { Clock } from '@voxrail/clock';
import type { TtsAlignment, TtsDone, TtsStart } from '@voxrail/contracts';
import { OUTPUT_SAMPLE_RATE_HZ, samplesToMs } from '@voxrail/contracts';

import { SpeakableText } from '../text/speakable-text';
import type { SpeechTags } from '../text/speech-tags';
import type { TextSegment } from '../text/text-segmenter';
import { TextSegmenter } from '../text/text-segmenter';
import { AudioOutlet } from './audio-outlet';
import { Countdown } from './countdown';
import { RateConverter } from './rate-converter';
import type { ResamplerPool } from './resampler-pool';
import { SegmentSynthesis } from './segment-synthesis';
import { SpeechError } from './speech-error';
import { segmentRequest } from './speech-model-protocol';
import type { StreamReserve } from './stream-reserve';
import type { SynthesisLimits } from './synthesis-limits';
import { longestSpeechMs } from './synthesis-limits';
import type { VoiceRoute } from './voice-route';

export interface SpeechParts {
  readonly clock: Clock;
  readonly limits: SynthesisLimits;
  readonly reserve: StreamReserve;
  readonly resamplers: ResamplerPool;
  readonly route: VoiceRoute;
  /** Those that the route's model knows. */
  readonly tags: SpeechTags;
}

/** What becomes of a speech: audio and alignments in order, then exactly one of `onDone` and `onFailed`. */
export interface SpeechEvents {
  onAudio(offset: number, pcm: Int16Array): void;
  onAlignment(alignment: TtsAlignment): void;
  /** The first audio of the model has come, `ms` after the first text. */
  onFirstAudio(ms: number): void;
  /** A segment's model went on and on, and was stopped. */
  onCutShort(segment: number): void;
  onDone(totalSamples: number, done: Pick<TtsDone, 'segments' | 'firstAudioMs'>): void;
  onFailed(error: SpeechError): void;
}

/** A segment that is being spoken. */
interface Speaking {
  readonly segment: TextSegment;
  readonly synthesis: SegmentSynthesis;
  sampleStart: number | undefined;
}

/**
 * One speech order: text in, audio out, one segment's synthesis at a time. The next one is begun when
 * the model has finished the one before, which is long before that one has been played, and as long
 * as there is credit left; so what waits for credit here is never more than one segment's audio.
 */
export class Speech {
  private readonly text: TextSegmenter;
  private readonly speakable: SpeakableText;
  private readonly outlet: AudioOutlet;
  private readonly converter: RateConverter;
  private readonly textGap: Countdown;
  private readonly input: Countdown;
  private speaking: Speaking | undefined;
  private firstTextAtMs: number | undefined;
  private firstAudioAtMs: number | undefined;
  private ending = false;
  private allConverted = false;
  private over = false;

  public constructor(
    private readonly parts: SpeechParts,
    private readonly start: TtsStart,
    private readonly events: SpeechEvents,
  ) {
    this.text = new TextSegmenter(parts.tags);
    this.speakable = new SpeakableText(parts.tags);
    this.outlet = new AudioOutlet(start.creditSamples, (offset, pcm) => {
      events.onAudio(offset, pcm);
    });
    this.converter = new RateConverter(parts.resamplers, {
      onPcm: (pcm) => {
        this.outlet.push(pcm);
      },
      onEnd: () => {
        this.allConverted = true;
        this.finishIfSent();
      },
      onFailed: (error) => {
        this.fail(error);
      },
    });
    this.textGap = new Countdown(parts.clock, () => {
      this.speakAvailable();
    });
    this.input = new Countdown(parts.clock, () => {
      this.fail(new SpeechError('input_timeout'));
    });
  }

  /** More text; `offset` is the position of its first character. Text that has come already is skipped. */
  public addText(offset: number, text: string): void {
    if (this.over || this.text.textEnded) return;
    if (offset > this.text.receivedChars) {
      this.fail(new SpeechError('text_lost'));
      return;
    }
    const fresh = text.slice(this.text.receivedChars - offset);
    if (fresh === '') return;
    if (this.text.receivedChars + fresh.length > this.parts.limits.maxTextChars) {
      this.fail(new SpeechError('text_too_long'));
      return;
    }
    this.firstTextAtMs ??= this.parts.clock.nowMs();
    this.text.push(fresh);
    this.input.stop();
  }

  /** No more text; `total` is all of its characters. */
  public endText(total: number): void {
    if (this.over || this.text.textEnded) return;
    if (total !== this.text.receivedChars) {
      this.fail(new SpeechError('text_lost'));
      return;
    }
    this.text.end();
    this.input.stop();
  }

  /** `total` samples of the speech may be sent in all. */
  public grant(total: number): void {
    if (this.over) return;
    this.outlet.grant(total);
    this.input.stop();
  }

  /**
   * Begins what can begin. To be called after the construction and after input: once for all input
   * that came together, so that a text is not cut for the sake of time when all of it is there.
   */
  public advance(): void {
    while (this.mayBegin && this.hasRoom) {
      const segment = this.text.next();
      if (segment === undefined) break;
      this.begin(segment);
    }
    if (this.mayBegin && this.text.exhausted) {
      this.ending = true;
      this.converter.end();
    }
    this.finishIfSent();
    this.watchInput();
  }

  /** Stops at once, with no event from here on. */
  public cancel(): void {
    if (this.over) return;
    this.over = true;
    this.textGap.stop();
    this.input.stop();
    this.speaking?.synthesis.cancel();
    this.speaking = undefined;
    this.converter.close();
    this.outlet.close();
  }

  private get mayBegin(): boolean {
    return !this.over && !this.ending && this.speaking === undefined;
  }

  /** Whether there is credit beyond what has been synthesized. */
  private get hasRoom(): boolean {
    return this.converter.position < this.outlet.creditSamples;
  }

  private speakAvailable(): void {
    const segment = this.text.takeAvailable();
    if (segment !== undefined) this.begin(segment);
    this.advance();
  }

  private begin(segment: TextSegment): void {
    const text = this.speakable.of(segment.text);
    if (text === '') {
      this.align(segment, this.converter.position, this.converter.position);
      return;
    }
    const { clock, limits, reserve, route } = this.parts;
    const { traceparent, language } = this.start;
    const synthesis = new SegmentSynthesis(
      {
        clock,
        limits,
        takeStream: () => reserve.take(traceparent),
        request: segmentRequest(text, route, language),
        longestMs: longestSpeechMs(text),
        mayBeSilent: !this.speakable.hasWords(text),
      },
      {
        onAudio: (audio) => {
          this.segmentBegan();
          this.converter.push(audio);
        },
        onComplete: (cutShort) => {
          this.segmentEnded(cutShort);
        },
        onFailed: (error) => {
          this.fail(error);
        },
      },
    );
    this.speaking = { segment, synthesis, sampleStart: undefined };
    synthesis.start();
    if (!this.over && !this.text.exhausted) reserve.prepareSoon(traceparent);
  }

  private segmentBegan(): void {
    if (this.speaking === undefined || this.speaking.sampleStart !== undefined) return;
    this.speaking.sampleStart = this.converter.position;
    this.align(this.speaking.segment, this.converter.position, null);
    if (this.firstAudioAtMs !== undefined) return;
    this.firstAudioAtMs = this.parts.clock.nowMs();
    const firstAudioMs = this.firstAudioMs;
    if (firstAudioMs !== null) this.events.onFirstAudio(firstAudioMs);
  }

  private segmentEnded(cutShort: boolean): void {
    const { speaking } = this;
    if (speaking === undefined) return;
    this.speaking = undefined;
    const { segment, sampleStart } = speaking;
    this.align(segment, sampleStart ?? this.converter.position, this.converter.position);
    if (cutShort) this.events.onCutShort(segment.index);
    this.advance();
  }

  private align(segment: TextSegment, sampleStart: number, sampleEnd: number | null): void {
    const { index, start: textStart, end: textEnd } = segment;
    this.events.onAlignment({ segment: index, textStart, textEnd, sampleStart, sampleEnd });
  }

  private finishIfSent(): void {
    if (this.over || !this.allConverted || this.outlet.blocked) return;
    const total = this.outlet.sentSamples;
    this.cancel();
    const { firstAudioMs } = this;
    this.events.onDone(total, { segments: this.text.segmentCount, firstAudioMs });
  }

  private fail(error: SpeechError): void {
    if (this.over) return;
    this.cancel();
    this.events.onFailed(error);
  }

  /** Bounds the waits for the gateway's text and credit. Those for the model are the synthesis's own. */
  private watchInput(): void {
    this.textGap.stop();
    if (this.over) return;
    if (this.speaking !== undefined && !this.outlet.blocked) {
      this.input.stop();
      return;
    }
    if (!this.input.running) this.input.restart(this.start.deadlineMs);
    if (this.mayBegin && this.hasRoom && this.text.hasWaitingText) {
      this.textGap.restart(this.textGapMs);
    }
  }

  /** Text is waited for longer while enough audio is there to be played meanwhile. */
  private get textGapMs(): number {
    const { textGapMs } = this.parts.limits;
    if (this.firstAudioAtMs === undefined) return textGapMs;
    const sentMs = samplesToMs(this.outlet.sentSamples, OUTPUT_SAMPLE_RATE_HZ);
    const playedMs = this.parts.clock.nowMs() - this.firstAudioAtMs;
    return Math.max(textGapMs, sentMs - playedMs - textGapMs);
  }

  private get firstAudioMs(): number | null {
    if (this.firstTextAtMs === undefined || this.firstAudioAtMs === undefined) return null;
    return this.firstAudioAtMs - this.firstTextAtMs;
  }
}
