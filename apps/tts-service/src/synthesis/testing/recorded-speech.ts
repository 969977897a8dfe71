import { VirtualClock } from '@voxrail/clock';
import type { TtsAlignment, TtsDone, TtsStart } from '@voxrail/contracts';

import { SpeechTags } from '../../text/speech-tags';
import { ResamplerPool } from '../resampler-pool';
import { Speech } from '../speech';
import type { SpeechError } from '../speech-error';
import { StreamReserve } from '../stream-reserve';
import type { SynthesisLimits } from '../synthesis-limits';
import { SYNTHESIS_LIMITS } from '../synthesis-limits';
import { ScriptedStreams } from './scripted-streams';

export const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

interface RecordedFrame {
  readonly offset: number;
  readonly samples: Int16Array;
}

/** A speech on a clock and a model that the test plays, with all that came of it. */
export class RecordedSpeech {
  public readonly clock = new VirtualClock();
  public readonly streams = new ScriptedStreams();
  public readonly resamplers = new ResamplerPool();
  public readonly reserve: StreamReserve;
  public readonly speech: Speech;
  public readonly frames: RecordedFrame[] = [];
  public readonly alignments: TtsAlignment[] = [];
  public readonly firstAudioMs: number[] = [];
  public readonly cutShort: number[] = [];
  public readonly done: (Pick<TtsDone, 'segments' | 'firstAudioMs'> & { samples: number })[] = [];
  public readonly failures: SpeechError[] = [];
  private sentText = '';

  public constructor(
    start: Partial<TtsStart> = {},
    limits: Partial<SynthesisLimits> = {},
    tags: readonly string[] = [],
  ) {
    const merged = { ...SYNTHESIS_LIMITS, ...limits };
    this.reserve = new StreamReserve(this.streams, this.clock, merged.preparedStreamMs);
    this.speech = new Speech(
      {
        clock: this.clock,
        limits: merged,
        reserve: this.reserve,
        resamplers: this.resamplers,
        route: { model: 'chatterbox', voice: 'default' },
        tags: new SpeechTags(tags),
      },
      {
        voice: 'default',
        language: 'en',
        creditSamples: 1_000_000,
        deadlineMs: 10_000,
        traceparent: TRACEPARENT,
        ...start,
      },
      {
        onAudio: (offset, samples) => this.frames.push({ offset, samples }),
        onAlignment: (alignment) => this.alignments.push(alignment),
        onFirstAudio: (ms) => this.firstAudioMs.push(ms),
        onCutShort: (segment) => this.cutShort.push(segment),
        onDone: (samples, done) => this.done.push({ samples, ...done }),
        onFailed: (error) => this.failures.push(error),
      },
    );
    this.speech.advance();
  }

  /** Text that follows what was said before. */
  public say(text: string): void {
    this.speech.addText(this.sentText.length, text);
    this.sentText += text;
    this.speech.advance();
  }

  public endText(): void {
    this.speech.endText(this.sentText.length);
    this.speech.advance();
  }

  /** All of the text at once. */
  public sayAll(text: string): void {
    this.speech.addText(0, text);
    this.sentText = text;
    this.endText();
  }

  public grant(total: number): void {
    this.speech.grant(total);
    this.speech.advance();
  }

  public get sentSamples(): number {
    return this.frames.reduce((sum, frame) => sum + frame.samples.length, 0);
  }

  /** Everything that came of it, for counting. */
  public get events(): number {
    const { frames, alignments, done, failures } = this;
    return frames.length + alignments.length + done.length + failures.length;
  }
}
