import type { Clock } from '@voxrail/clock';
import type { AsrStart, ListeningConfig } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';

import type { RecognizeAudio } from '../recognizer/recognition';
import { inLanguage } from '../recognizer/recognition';
import { RecognizerError } from '../recognizer/recognizer-error';
import type { VadBatcher } from '../vad/vad-batcher';
import type { VadChannel } from '../vad/vad-channel';
import type { VadEvent } from '../vad/vad-event';
import { VadStateMachine } from '../vad/vad-state-machine';
import type { AudioWindow } from './audio-window';
import type { EmitListeningEvent, ListeningObserver } from './listening-events';
import type { ListeningRules } from './listening-rules';
import { listeningRules } from './listening-rules';
import { StarvationWatch } from './starvation-watch';
import { Utterances } from './utterances';
import { WindowCutter } from './window-cutter';

/** A microphone that stopped in mid-speech (a lost network, a sleeping tab) would otherwise never end it. */
const STARVED_AFTER_MS = 500;

export interface ListeningParts {
  readonly clock: Clock;
  readonly vad: VadBatcher;
  readonly recognize: RecognizeAudio;
  readonly emit: EmitListeningEvent;
  readonly observer: ListeningObserver;
}

/**
 * One listening order: audio in, decisions about speech and transcripts out. What is asked in between
 * (configure, flush, reset) takes effect exactly between the audio before and after it, also while
 * windows still wait for their speech probability.
 */
export class ListeningStream {
  private readonly cutter: WindowCutter;
  private readonly channel: VadChannel;
  private readonly machine: VadStateMachine;
  private readonly utterances: Utterances;
  private readonly starvation: StarvationWatch;
  private rules: ListeningRules;

  /** @param streamId unique among all listening streams of all workers. */
  public constructor(
    streamId: string,
    start: AsrStart,
    private readonly parts: ListeningParts,
  ) {
    this.rules = listeningRules(start.config);
    this.cutter = new WindowCutter(start.firstSample);
    this.machine = new VadStateMachine(this.rules);
    this.starvation = new StarvationWatch(parts.clock);
    this.utterances = new Utterances(
      this.rules,
      { sample: start.firstSample, utterance: start.firstUtterance },
      {
        ...parts,
        recognize: inLanguage(parts.recognize, start.language),
        streamId,
        traceparent: start.traceparent,
      },
    );
    this.channel = parts.vad.open({
      onProbability: (window, probability) => {
        this.judge(window, probability);
      },
      onSkipped: (window) => {
        parts.observer.dropped('vad_backlog');
        this.judge(window, 0);
      },
      onOutage: (cause) => {
        this.failForNow(cause);
      },
    });
  }

  /** @param payload PCM16; copied. */
  public audio(offset: number, payload: Uint8Array): void {
    const cut = this.cutter.push(offset, payload);
    if (cut.kind === 'dropped') {
      this.parts.observer.dropped(`audio_${cut.defect}`);
      return;
    }
    this.starvation.frameArrived();
    if (cut.filledSamples > 0) this.parts.observer.dropped('audio_lost');
    if (cut.jumped) {
      this.channel.mark(() => {
        this.skipTo(offset);
      });
    }
    const nowMs = this.parts.clock.nowMs();
    for (const window of cut.windows) this.channel.push(window, nowMs);
  }

  public configure(config: ListeningConfig): void {
    this.channel.mark(() => {
      this.rules = listeningRules(config);
      this.machine.configure(this.rules);
      this.utterances.configure(this.rules);
    });
  }

  public flush(): void {
    this.channel.mark(() => {
      if (!this.endSpeech('flush')) {
        this.follow(this.machine.settle());
        this.utterances.answerFlush();
      }
    });
  }

  public reset(): void {
    const nextSample = this.cutter.nextSample;
    this.channel.mark(() => {
      this.forget(nextSample);
    });
  }

  /** Nothing is told any more, and nothing is left waiting. */
  public close(): void {
    this.channel.close();
    this.starvation.stop();
    this.utterances.close();
  }

  private judge(window: AudioWindow, probability: number): void {
    this.utterances.hear(window);
    const event = this.machine.decide(window.startSample, probability);
    if (event !== null) this.follow(event);
    else this.utterances.goOn(this.machine.lastVoicedEndSample);
  }

  private follow(event: VadEvent | null): void {
    if (event === null) return;
    switch (event.kind) {
      case 'speech_started':
        this.utterances.start(event.startSample, this.machine.lastVoicedEndSample);
        this.watchSpeech();
        break;
      case 'speech_ended':
        this.utterances.end(event.endSample, event.reason);
        this.watchIdle();
        break;
      case 'idle':
        this.starvation.stop();
        this.utterances.idle();
        break;
    }
  }

  private endSpeech(reason: 'flush' | 'starved'): boolean {
    const event = this.machine.end(reason);
    this.follow(event);
    return event !== null;
  }

  private watchSpeech(): void {
    this.starvation.watch(STARVED_AFTER_MS, () => {
      // Push to talk: a released button stops the audio, and the flush that ends the turn follows.
      // Windows that still wait for the model are not decided without it.
      if (this.rules.mode === 'manual' || this.channel.waitingWindows > 0) this.watchSpeech();
      else this.endSpeech('starved');
    });
  }

  /** Idle is counted in audio; where none comes any more, in time. */
  private watchIdle(): void {
    this.starvation.watch(Math.max(STARVED_AFTER_MS, this.rules.idleMs), () => {
      this.follow(this.machine.settle());
    });
  }

  /** The stream goes on at `sample` after a hole: what was said before it is over. */
  private skipTo(sample: number): void {
    this.parts.observer.dropped('audio_lost');
    this.endSpeech('starved');
    this.machine.breakOff();
    this.channel.forget();
    this.utterances.skipTo(sample);
  }

  private forget(nextSample: number): void {
    this.follow(this.machine.settle());
    this.machine.reset();
    this.starvation.stop();
    this.channel.forget();
    this.utterances.forget(nextSample);
  }

  /** Speech that cannot be told from silence cannot be recognized; the stream stays open for when it can again. */
  private failForNow(cause: unknown): void {
    const error = new RecognizerError('asr_failed', 'voice activity detection does not answer', {
      cause,
    });
    this.follow(this.machine.settle());
    this.machine.reset();
    this.starvation.stop();
    if (this.utterances.fail(error)) return;
    this.parts.observer.failed(error, null);
    this.parts.emit(FrameKind.ASR_FAILED, this.cutter.nextSample, {
      code: error.code,
      message: error.message,
      retryable: error.retryable,
      fatal: false,
    });
  }
}
