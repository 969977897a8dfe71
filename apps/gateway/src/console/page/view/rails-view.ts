import { LevelHistory } from '../state/level-history';

/** One bar stands for this much time. */
const BAR_MS = 60;

/** Width of a bar and of the space behind it, in CSS pixels. */
const BAR_PX = 2.5;
const GAP_PX = 2.5;

/** Where less motion is wanted, the picture changes this seldom: about once a second. */
const STILL_BARS = 16;

/** A lane at rest still shows that it is there. */
const RESTING_PX = 2;

export interface RailSources {
  readonly userLevel: () => number;
  readonly agentLevel: () => number;
}

/**
 * Two rails, the person's above and the agent's below, on which the last seconds of both voices pass
 * by: who spoke when, and where the person cut in. Drawn only for the eye; the words say the same.
 */
export class RailsView {
  private readonly context: CanvasRenderingContext2D;
  private readonly stillness = matchMedia('(prefers-reduced-motion: reduce)');
  private history = new LevelHistory(1);
  private sources: RailSources | undefined;
  private cut = false;
  private lastBarMs = 0;
  private bars = 0;
  private frame: number | undefined;

  public constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('this browser has no canvas');
    this.context = context;
    new ResizeObserver(() => {
      this.resize();
    }).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.draw(0);
    });
  }

  public start(sources: RailSources): void {
    this.sources = sources;
    if (this.frame === undefined) this.tick(performance.now());
  }

  public stop(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    this.sources = undefined;
  }

  /** Marks this moment as a barge-in. */
  public markCut(): void {
    this.cut = true;
  }

  private tick(nowMs: number): void {
    this.frame = requestAnimationFrame((at) => {
      this.tick(at);
    });
    const isNew = nowMs - this.lastBarMs >= BAR_MS;
    if (isNew) {
      this.lastBarMs = nowMs - this.lastBarMs > 2 * BAR_MS ? nowMs : this.lastBarMs + BAR_MS;
      this.history.add({
        user: this.sources?.userLevel() ?? 0,
        agent: this.sources?.agentLevel() ?? 0,
        cut: this.cut,
      });
      this.cut = false;
    }
    if (this.stillness.matches) {
      this.bars = (this.bars + Number(isNew)) % STILL_BARS;
      if (isNew && this.bars === 0) this.draw(0);
    } else {
      this.draw((nowMs - this.lastBarMs) / BAR_MS);
    }
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas;
    this.canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.canvas.height = Math.round(clientHeight * devicePixelRatio);
    const bars = Math.ceil(clientWidth / (BAR_PX + GAP_PX)) + 2;
    if (bars !== this.history.length) {
      const next = new LevelHistory(bars);
      for (const levels of this.history.values()) next.add(levels);
      this.history = next;
    }
    this.draw(0);
  }

  /** @param shift how far the newest bar has moved in, in bars */
  private draw(shift: number): void {
    const { context, canvas } = this;
    const styles = getComputedStyle(canvas);
    const user = styles.getPropertyValue('--you');
    const agent = styles.getPropertyValue('--agent');
    const mark = styles.getPropertyValue('--cut');
    const { clientWidth: width, clientHeight: height } = canvas;
    const middle = height / 2;
    const lane = middle - 10;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, width, height);
    const pitch = BAR_PX + GAP_PX;
    let x = width - (this.history.length - 1 + Math.min(1, shift)) * pitch;
    for (const levels of this.history.values()) {
      if (levels.cut) this.bar(x - 1, 2, height - 4, mark, 1.5);
      const up = Math.max(RESTING_PX, levels.user * lane);
      const down = Math.max(RESTING_PX, levels.agent * lane);
      context.globalAlpha = fade(x / width) * (levels.user > 0.02 ? 1 : 0.35);
      this.bar(x, middle - 4 - up, up, user, BAR_PX);
      context.globalAlpha = fade(x / width) * (levels.agent > 0.02 ? 1 : 0.35);
      this.bar(x, middle + 4, down, agent, BAR_PX);
      context.globalAlpha = 1;
      x += pitch;
    }
  }

  private bar(x: number, y: number, height: number, color: string, width: number): void {
    this.context.fillStyle = color;
    this.context.beginPath();
    this.context.roundRect(x, y, width, height, width / 2);
    this.context.fill();
  }
}

/** The past fades out towards the left edge. */
function fade(position: number): number {
  return Math.max(0, Math.min(1, position * 3));
}
