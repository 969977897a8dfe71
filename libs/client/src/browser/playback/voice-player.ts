import type { AgentAudio, PlaybackPosition } from '@voxrail/client';
import { PlaybackTimeline } from '@voxrail/client';

import { LevelMeter } from '../level-meter';

/** How far ahead a first piece is placed: a moment that has passed would start late and overlap the next. */
const START_AHEAD_S = 0.015;

/** A cut this short is heard as at once, and does not click. */
const FADE_OUT_S = 0.008;

/** By then a context that is allowed to sound has begun to. */
const START_LIMIT_MS = 500;

interface PlayingTurn {
  readonly gain: GainNode;
  readonly sources: Set<AudioBufferSourceNode>;
}

/** Plays the agent's voice without gaps and falls silent within a moment when told to. */
export class VoicePlayer {
  public readonly meter: LevelMeter;
  private readonly context: AudioContext;
  private readonly output: GainNode;
  private readonly timeline: PlaybackTimeline;
  private readonly turns = new Map<number, PlayingTurn>();

  /**
   * Make it in the handler of a click: browsers let a page sound only after one.
   * @param sampleRateHz what `audio_out` says; 22.05 kHz of every gateway so far
   */
  public constructor(private readonly sampleRateHz = 22_050) {
    this.context = openContext(sampleRateHz);
    this.timeline = new PlaybackTimeline({ sampleRateHz });
    this.output = this.context.createGain();
    this.output.connect(this.context.destination);
    this.meter = new LevelMeter(this.context, this.output);
  }

  public get underruns(): number {
    return this.timeline.underruns;
  }

  /** The browser does not let the page sound: it waits for a click, in which `start` has to be called. */
  public get blocked(): boolean {
    return this.context.state === 'suspended';
  }

  /** Called when `blocked` changes. */
  public onBlockedChanged(listener: (blocked: boolean) => void): void {
    let before = this.blocked;
    this.context.onstatechange = () => {
      if (this.blocked === before) return;
      before = this.blocked;
      listener(before);
    };
  }

  /** Call it in the handler of a click. Resolves to whether the page may sound. */
  public async start(): Promise<boolean> {
    let timer: number | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = window.setTimeout(resolve, START_LIMIT_MS);
    });
    // Without a click the promise of `resume` stays pending until there is one.
    await Promise.race([this.context.resume(), limit]);
    window.clearTimeout(timer);
    return !this.blocked;
  }

  public play(audio: AgentAudio): void {
    if (audio.samples.length === 0) return;
    const earliest = this.context.currentTime + START_AHEAD_S;
    const piece = { ...audio, sampleCount: audio.samples.length };
    const placement = this.timeline.add(piece, Math.ceil(earliest * this.sampleRateHz));
    if (placement.kind === 'dropped') return;
    const buffer = this.context.createBuffer(1, audio.samples.length, this.sampleRateHz);
    const channel = buffer.getChannelData(0);
    for (let i = 0; i < channel.length; i += 1) channel[i] = (audio.samples[i] ?? 0) / 32_768;
    const source = new AudioBufferSourceNode(this.context, { buffer });
    const turn = this.turn(audio.turn);
    source.connect(turn.gain);
    turn.sources.add(source);
    source.onended = () => {
      turn.sources.delete(source);
      if (turn.sources.size > 0) return;
      turn.gain.disconnect();
      if (this.turns.get(audio.turn) === turn) this.turns.delete(audio.turn);
    };
    source.start(placement.atSample / this.sampleRateHz);
  }

  /** Silences this turn and all before it, and keeps them silent. */
  public interrupt(turn: number): void {
    this.timeline.interrupt(turn, this.heardSample());
    for (const playing of [...this.turns.keys()]) if (playing <= turn) this.silence(playing);
  }

  public pause(turn: number): void {
    this.timeline.pause(turn, this.heardSample());
    this.silence(turn);
  }

  public resume(turn: number): void {
    this.timeline.resume(turn);
  }

  /** How much of the latest turn has left the loudspeaker. */
  public played(): PlaybackPosition | undefined {
    return this.timeline.played(this.heardSample());
  }

  public close(): void {
    void this.context.close();
  }

  private heardSample(): number {
    const { currentTime, outputLatency } = this.context;
    // Safari does not tell its latency.
    const heardAt = currentTime - (Number.isFinite(outputLatency) ? outputLatency : 0);
    return Math.max(0, Math.floor(heardAt * this.sampleRateHz));
  }

  private turn(turn: number): PlayingTurn {
    const known = this.turns.get(turn);
    if (known !== undefined) return known;
    const gain = this.context.createGain();
    gain.connect(this.output);
    const playing = { gain, sources: new Set<AudioBufferSourceNode>() };
    this.turns.set(turn, playing);
    return playing;
  }

  private silence(turn: number): void {
    const playing = this.turns.get(turn);
    if (playing === undefined) return;
    this.turns.delete(turn);
    const now = this.context.currentTime;
    playing.gain.gain.setValueAtTime(1, now);
    playing.gain.gain.linearRampToValueAtTime(0, now + FADE_OUT_S);
    for (const source of playing.sources) source.stop(now + FADE_OUT_S);
  }
}

/** At the voice's own rate pieces meet without a seam; elsewhere the browser resamples each by itself. */
function openContext(sampleRateHz: number): AudioContext {
  try {
    return new AudioContext({ sampleRate: sampleRateHz, latencyHint: 'interactive' });
  } catch {
    return new AudioContext({ latencyHint: 'interactive' });
  }
}
