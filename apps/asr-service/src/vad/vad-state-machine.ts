import type { SpeechEndReason } from '@voxrail/contracts';

import { WINDOW_SAMPLES, windowsCovering, WINDOW_MS } from '../stream/audio-window';
import type { ListeningRules } from '../stream/listening-rules';
import { silenceWindows } from '../stream/listening-rules';
import type { VadEvent, VadState } from './vad-event';

/**
 * Silero's own hysteresis: speech is left only this far below the threshold, so that a probability
 * that hovers around it does not chop a word.
 */
const HYSTERESIS = 0.15;

/** A threshold below the hysteresis would otherwise make speech that can never end. */
const LOWEST_EXIT_THRESHOLD = 0.01;

/** A run of voiced windows that is not yet long enough to be speech. */
interface VoicedRun {
  readonly startSample: number;
  windows: number;
}

/**
 * IDLE → USER_SPEAKING → END_OF_SPEECH → IDLE over the speech probability of one window after the
 * other. Time is audio time, counted in whole windows rounded up: 300 ms of silence are ten windows.
 */
export class VadStateMachine {
  private current: VadState = 'IDLE';
  private rules: ListeningRules;
  private run: VoicedRun | null = null;
  private speechWindows = 0;
  private silentWindows = 0;
  private voiced = false;
  private lastVoicedEnd = 0;
  private waitedWindows = 0;

  public constructor(rules: ListeningRules) {
    this.rules = rules;
  }

  public get state(): VadState {
    return this.current;
  }

  /** End of the last voiced window of the current or last speech. */
  public get lastVoicedEndSample(): number {
    return this.lastVoicedEnd;
  }

  /** Holds from the next window on; what has been counted stays counted. */
  public configure(rules: ListeningRules): void {
    this.rules = rules;
  }

  /** Takes the next window. Windows are given in order; at most one decision falls on each. */
  public decide(startSample: number, probability: number): VadEvent | null {
    switch (this.current) {
      case 'IDLE':
        return this.listenForSpeech(startSample, probability);
      case 'USER_SPEAKING':
        return this.followSpeech(startSample, probability);
      case 'END_OF_SPEECH':
        return this.listenForSpeech(startSample, probability) ?? this.waitForIdle();
    }
  }

  /** Ends speech for another reason than what is heard. Null when nobody speaks. */
  public end(reason: SpeechEndReason): VadEvent | null {
    if (this.current !== 'USER_SPEAKING') return null;
    return this.endSpeech(reason);
  }

  /** Leaves END_OF_SPEECH without waiting for `idleMs`. Null in any other state. */
  public settle(): VadEvent | null {
    if (this.current !== 'END_OF_SPEECH') return null;
    this.reset();
    return { kind: 'idle' };
  }

  /** What follows does not continue what was heard: a voice that was just beginning has stopped. */
  public breakOff(): void {
    this.run = null;
  }

  /** Forgets what was heard; no decision follows from it. */
  public reset(): void {
    this.current = 'IDLE';
    this.run = null;
    this.voiced = false;
  }

  private listenForSpeech(startSample: number, probability: number): VadEvent | null {
    const needed = this.run === null ? this.rules.threshold : this.exitThreshold();
    if (probability < needed) {
      this.run = null;
      return null;
    }
    this.run ??= { startSample, windows: 0 };
    this.run.windows += 1;
    if (this.run.windows < Math.max(1, windowsCovering(this.rules.minSpeechMs))) return null;
    return this.startSpeech(this.run, startSample + WINDOW_SAMPLES);
  }

  private startSpeech(run: VoicedRun, endSample: number): VadEvent {
    this.current = 'USER_SPEAKING';
    this.speechWindows = run.windows;
    this.silentWindows = 0;
    this.voiced = true;
    this.lastVoicedEnd = endSample;
    this.run = null;
    return { kind: 'speech_started', startSample: run.startSample };
  }

  private followSpeech(startSample: number, probability: number): VadEvent | null {
    this.speechWindows += 1;
    this.voiced = probability >= (this.voiced ? this.exitThreshold() : this.rules.threshold);
    if (this.voiced) {
      this.silentWindows = 0;
      this.lastVoicedEnd = startSample + WINDOW_SAMPLES;
    } else {
      this.silentWindows += 1;
    }
    if (this.silenceHeld()) return this.endSpeech('silence');
    if (this.speechWindows >= this.rules.maxUtteranceMs / WINDOW_MS) {
      return this.endSpeech('max_utterance');
    }
    return null;
  }

  private silenceHeld(): boolean {
    if (this.rules.mode === 'manual') return false;
    return this.silentWindows >= silenceWindows(this.rules);
  }

  private endSpeech(reason: SpeechEndReason): VadEvent {
    this.current = 'END_OF_SPEECH';
    this.run = null;
    this.voiced = false;
    this.waitedWindows = 0;
    return { kind: 'speech_ended', endSample: this.lastVoicedEnd, reason };
  }

  private waitForIdle(): VadEvent | null {
    this.waitedWindows += 1;
    // Speech that has just begun is decided first: it belongs to the same message.
    if (this.run !== null) return null;
    return this.waitedWindows >= windowsCovering(this.rules.idleMs) ? this.settle() : null;
  }

  private exitThreshold(): number {
    return Math.max(LOWEST_EXIT_THRESHOLD, this.rules.threshold - HYSTERESIS);
  }
}
