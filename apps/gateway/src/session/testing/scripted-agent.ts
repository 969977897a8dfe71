import type { Timer } from '@voxrail/clock';
import type { Frame } from '@voxrail/contracts';
import { FrameKind, msToSamples, OUTPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

import { readFrame } from './scripted-rail';
import type { SessionBench } from './session-bench';
import { voice } from './session-bench';

/** What the models behind the rails are like. */
export interface AgentPace {
  readonly firstTokenMs: number;
  readonly msPerWord: number;
  /** Words of each generation. */
  readonly words: number;
  readonly firstAudioMs: number;
  /** Times real time. */
  readonly speed: number;
  /** Whether it calls the first tool that is offered, in the middle of its answer to the person. */
  readonly callsTool: boolean;
}

/** How long each character is spoken: words of six last a third of a second. */
export const MS_PER_CHARACTER = 60;

const CHUNK_MS = 100;

interface Spoken {
  characters: number;
  samples: number;
  segments: number;
  freeAtMs: number;
}

/**
 * Models that answer whatever they are asked, at a pace, over the session's own subjects. They obey no
 * interruption: what comes of a dead order comes all the same, and as late as it would have come.
 */
export class ScriptedAgent {
  private readonly timers = new Set<Timer>();
  private readonly speeches = new Map<number, Spoken>();

  public constructor(
    private readonly bench: SessionBench,
    private readonly pace: AgentPace,
  ) {
    bench.llm.onFrame = (frame) => {
      if (frame.kind === FrameKind.LLM_START) this.generate(frame);
    };
    bench.tts.onFrame = (frame) => {
      this.hearText(frame);
    };
  }

  /** Nothing more comes of anything. */
  public stop(): void {
    for (const timer of this.timers) timer.cancel();
    this.timers.clear();
  }

  /** Answers and speech that are still to come. */
  public get isBusy(): boolean {
    return this.timers.size > 0;
  }

  private generate(frame: Frame): void {
    const { order } = frame;
    const { firstTokenMs, msPerWord, words, callsTool } = this.pace;
    const { messages, tools } = readFrame(FrameKind.LLM_START, frame);
    const [tool] = callsTool && messages.at(-1)?.role === 'user' ? tools : [];
    for (let word = 0; word < words; word += 1) {
      this.after(firstTokenMs + word * msPerWord, () => {
        const text = `a${order}w${word} `;
        const event = { text, atMs: this.bench.clock.nowMs() };
        this.bench.llm.send(FrameKind.LLM_DELTA, order, event);
      });
    }
    this.after(firstTokenMs + words * msPerWord, () => {
      if (tool !== undefined) {
        const call = { index: 0, name: tool.name, arguments: {} };
        this.bench.llm.send(FrameKind.LLM_TOOL_CALL, order, call);
      }
      this.bench.llm.send(FrameKind.LLM_DONE, order, {
        finishReason: tool === undefined ? 'stop' : 'tool_calls',
        usage: { inputTokens: 10, outputTokens: words },
        firstTokenMs,
        totalMs: firstTokenMs + words * msPerWord,
        droppedMessages: 0,
        atMs: this.bench.clock.nowMs(),
      });
    });
  }

  private hearText(frame: Frame): void {
    const { order } = frame;
    if (frame.kind === FrameKind.TTS_START) {
      const freeAtMs = this.bench.clock.nowMs() + this.pace.firstAudioMs;
      this.speeches.set(order, { characters: 0, samples: 0, segments: 0, freeAtMs });
    }
    const speech = this.speeches.get(order);
    if (speech === undefined) return;
    if (frame.kind === FrameKind.TTS_TEXT) {
      this.speak(order, speech, readFrame(FrameKind.TTS_TEXT, frame).text);
    } else if (frame.kind === FrameKind.TTS_TEXT_END) {
      this.at(speech.freeAtMs, () => {
        const done = { firstAudioMs: 1, segments: speech.segments, atMs: 0 };
        this.bench.tts.send(FrameKind.TTS_DONE, order, done);
      });
    }
  }

  /** A segment of its own, after what is being spoken: its end is told of when all of it is there. */
  private speak(order: number, speech: Spoken, text: string): void {
    const { bench, pace } = this;
    const durationMs = text.length * MS_PER_CHARACTER;
    const segment = speech.segments++;
    const textStart = speech.characters;
    const sampleStart = speech.samples;
    speech.characters += text.length;
    speech.samples += msToSamples(durationMs, OUTPUT_SAMPLE_RATE_HZ);
    const sampleEnd = speech.samples;
    const aligns = (end: number | null): void => {
      const alignment = { segment, textStart, textEnd: textStart + text.length, sampleStart };
      bench.tts.send(FrameKind.TTS_ALIGNMENT, order, { ...alignment, sampleEnd: end });
    };
    const fromMs = Math.max(speech.freeAtMs, bench.clock.nowMs());
    this.at(fromMs, () => {
      aligns(null);
    });
    for (let doneMs = 0; doneMs < durationMs; doneMs += CHUNK_MS) {
      this.at(fromMs + doneMs / pace.speed, () => {
        const pcm = voice(Math.min(CHUNK_MS, durationMs - doneMs));
        bench.tts.sendAudio(FrameKind.TTS_AUDIO, order, 0, pcm);
      });
    }
    speech.freeAtMs = fromMs + durationMs / pace.speed;
    this.at(speech.freeAtMs, () => {
      aligns(sampleEnd);
    });
  }

  private at(atMs: number, act: () => void): void {
    this.after(atMs - this.bench.clock.nowMs(), act);
  }

  private after(delayMs: number, act: () => void): void {
    const timer = this.bench.clock.schedule(delayMs, () => {
      this.timers.delete(timer);
      act();
      this.bench.bus.deliver();
    });
    this.timers.add(timer);
  }
}
