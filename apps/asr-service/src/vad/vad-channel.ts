import type { AudioWindow } from '../stream/audio-window';
import { WINDOW_MS } from '../stream/audio-window';
import type { VadBatch, VadBatchResult, VadMemory } from './vad-batch';
import { emptyMemory, memoryAfter } from './vad-batch';

/** What a listening stream is told, in the order of its windows. */
export interface VadListener {
  /** The speech probability of the next window. */
  onProbability(window: AudioWindow, probability: number): void;
  /** The window waited too long, or too many wait: nobody knows what is in it. */
  onSkipped(window: AudioWindow): void;
  /** No window has been judged for a while. Told once; listening goes on by itself when the model answers. */
  onOutage(cause: unknown): void;
}

type Entry =
  | { readonly kind: 'window'; readonly window: AudioWindow; readonly skipAtMs: number }
  | { readonly kind: 'mark'; readonly reached: () => void };

/**
 * A window that arrives behind others may wait so much longer for each of them: a worker that takes a
 * session over is given its whole utterance at once, and a model that catches up at four times real
 * time is not late.
 */
const CATCH_UP_MS = WINDOW_MS / 4;

/**
 * The windows of one session that wait for their probability, in order, and what the model remembers
 * of that session. Bounded: windows that waited `maxWaitMs`, or are too many, go unheard, oldest first.
 */
export class VadChannel {
  private entries: Entry[] = [];
  private waiting = 0;
  private memory = emptyMemory();
  private outageTold = false;
  private open = true;

  /** @param onWork called when there is a window to judge. @param onClose called once. */
  public constructor(
    private readonly listener: VadListener,
    private readonly limits: { readonly maxWaitMs: number; readonly maxWindows: number },
    private readonly onWork: (channel: VadChannel) => void,
    private readonly onClose: (channel: VadChannel) => void,
  ) {}

  /** Windows that have no probability yet. */
  public get waitingWindows(): number {
    return this.waiting;
  }

  public push(window: AudioWindow, nowMs: number): void {
    if (!this.open) return;
    const skipAtMs = nowMs + this.limits.maxWaitMs + this.waiting * CATCH_UP_MS;
    this.entries.push({ kind: 'window', window, skipAtMs });
    this.waiting += 1;
    this.skipOverdue(nowMs);
    if (this.head !== null) this.onWork(this);
  }

  /** Calls `reached` when every window pushed before has been judged or skipped: now, if none waits. */
  public mark(reached: () => void): void {
    if (!this.open) return;
    this.entries.push({ kind: 'mark', reached });
    this.passMarks();
  }

  /** The model forgets this session: context and state together. */
  public forget(): void {
    this.memory = emptyMemory();
  }

  /** Nothing is told any more. */
  public close(): void {
    if (!this.open) return;
    this.open = false;
    this.entries = [];
    this.waiting = 0;
    this.onClose(this);
  }

  public get head(): { readonly window: AudioWindow; readonly memory: VadMemory } | null {
    const entry = this.entries[0];
    return entry?.kind === 'window' ? { window: entry.window, memory: this.memory } : null;
  }

  /** Takes row `row` of a batch that was made from `judged`; ignored if that is not the head any more. */
  public settle(
    judged: { readonly window: AudioWindow; readonly memory: VadMemory },
    batch: VadBatch,
    result: VadBatchResult,
    row: number,
  ): void {
    const head = this.head;
    // A window that was skipped, or a memory that was forgotten, while the call was under way.
    if (head?.window !== judged.window || head.memory !== judged.memory) return;
    const probability = result.probabilities[row] ?? Number.NaN;
    // Not a number would stay in the state for ever, and is above every threshold.
    const usable = Number.isFinite(probability);
    this.memory = usable ? memoryAfter(batch, result, row) : emptyMemory();
    this.outageTold = false;
    this.takeHead();
    this.listener.onProbability(judged.window, usable ? probability : 0);
    this.passMarks();
  }

  public tellOutage(cause: unknown): void {
    if (this.outageTold || !this.open) return;
    this.outageTold = true;
    // Should it be this session's memory that the model cannot take, all sessions would wait for ever.
    this.forget();
    this.listener.onOutage(cause);
  }

  /** Gives up windows that have waited too long. */
  public skipOverdue(nowMs: number): void {
    for (let head = this.entries[0]; head?.kind === 'window'; head = this.entries[0]) {
      const overdue = nowMs > head.skipAtMs;
      if (!overdue && this.waiting <= this.limits.maxWindows) return;
      this.takeHead();
      // What follows does not continue what the model remembers.
      this.forget();
      this.listener.onSkipped(head.window);
      this.passMarks();
    }
  }

  private takeHead(): void {
    this.entries.shift();
    this.waiting -= 1;
  }

  private passMarks(): void {
    for (let head = this.entries[0]; head?.kind === 'mark'; head = this.entries[0]) {
      this.entries.shift();
      head.reached();
    }
  }
}
