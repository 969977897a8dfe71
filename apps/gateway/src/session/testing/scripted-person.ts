import type { Timer } from '@voxrail/clock';

import type { SessionBench } from './session-bench';

/** What somebody says aloud: `lastsMs` of speech, and with `hesitatesMs` a pause in the middle of it. */
export interface Speech {
  readonly text: string;
  readonly lastsMs: number;
  readonly hesitatesMs?: number;
}

/** The defaults of `speculate_after_ms` and `silence_ms`. */
const CANDIDATE_AFTER_MS = 64;
const SILENCE_MS = 300;

/** Somebody at the microphone, as the ASR worker tells of them. */
export class ScriptedPerson {
  private readonly timers = new Set<Timer>();

  public constructor(private readonly bench: SessionBench) {}

  public get isSpeaking(): boolean {
    return this.timers.size > 0;
  }

  public stop(): void {
    for (const timer of this.timers) timer.cancel();
    this.timers.clear();
  }

  /** Nothing while they are speaking: nobody says two things at once. */
  public says({ text, lastsMs, hesitatesMs = 0 }: Speech): void {
    if (this.isSpeaking) return;
    const { bench } = this;
    const words = text.split(' ').filter((word) => word !== '');
    const half = words.slice(0, Math.ceil(words.length / 2)).join(' ');
    const utterance = bench.speechStarts();
    if (half !== '') this.partial(lastsMs / 2, half, hesitatesMs > 0, utterance);
    if (hesitatesMs > CANDIDATE_AFTER_MS && half !== '') {
      this.after(lastsMs / 2 + CANDIDATE_AFTER_MS, () => {
        bench.candidate(half, utterance);
      });
    }
    const endMs = lastsMs + hesitatesMs;
    if (text !== '') {
      this.partial(endMs, text, true, utterance);
      this.after(endMs + CANDIDATE_AFTER_MS, () => {
        bench.candidate(text, utterance);
      });
    }
    this.after(endMs + SILENCE_MS, () => {
      bench.speechEnds(utterance);
      bench.final(text, utterance);
    });
  }

  private partial(afterMs: number, text: string, pausing: boolean, utterance: number): void {
    this.after(afterMs, () => {
      this.bench.partial(text, pausing, utterance);
    });
  }

  private after(delayMs: number, act: () => void): void {
    const timer = this.bench.clock.schedule(delayMs, () => {
      this.timers.delete(timer);
      act();
    });
    this.timers.add(timer);
  }
}
