import type { AgentAudio } from '@voxrail/client';

/** 10 minutes at 22.05 kHz: what is kept of a reply; the rest is not. */
const MAX_SAMPLES = 13_230_000;

/** Silence put between two turns, so that they do not run into each other. */
const BETWEEN_TURNS_MS = 400;

/** The agent's voice as it was heard: turns after each other, each cut where it was interrupted. */
export class HeardAudio {
  private readonly turns = new Map<number, Int16Array[]>();
  private kept = 0;

  public add({ turn, samples }: AgentAudio): void {
    if (this.kept + samples.length > MAX_SAMPLES) return;
    this.kept += samples.length;
    const pieces = this.turns.get(turn) ?? [];
    pieces.push(samples);
    this.turns.set(turn, pieces);
  }

  /** Forgets what comes after `heardSamples` of the turn's audio. */
  public cut(turn: number, heardSamples: number): void {
    const pieces = this.turns.get(turn);
    if (pieces === undefined) return;
    const whole = concatenate(pieces);
    this.kept -= whole.length;
    const heard = whole.slice(0, heardSamples);
    this.kept += heard.length;
    if (heard.length === 0) this.turns.delete(turn);
    else this.turns.set(turn, [heard]);
  }

  public samples(sampleRateHz: number): Int16Array {
    const pause = new Int16Array(Math.round((BETWEEN_TURNS_MS * sampleRateHz) / 1000));
    const pieces = [...this.turns.values()].flatMap((turn, index) =>
      index === 0 ? turn : [pause, ...turn],
    );
    return concatenate(pieces);
  }
}

function concatenate(pieces: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
