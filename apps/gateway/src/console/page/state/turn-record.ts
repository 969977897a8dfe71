import type { AgentStateMessage, TurnMetricsMessage } from '@voxrail/client';

import type { MarkKind, SpanKind, TimelineRow } from './timeline-row';

interface RecordedSpan {
  kind: SpanKind;
  fromMs: number;
  /** Null while it goes on. */
  toMs: number | null;
  readonly tool?: { readonly requestId: string; readonly name: string };
}

type AgentActivity = 'thinking' | 'speaking' | 'none';

/** What happened in one turn, as it happens. Times are those of arrival, on any one clock. */
export class TurnRecord {
  public turn: number | null = null;
  /** Some of the person's words are certain. */
  public hasWords = false;
  private readonly spans: RecordedSpan[] = [];
  private readonly marks: { kind: MarkKind; atMs: number }[] = [];
  private activity: AgentActivity = 'none';
  private paused = false;
  private committedMs: number | null = null;
  private endMs: number | null = null;
  private revisions = 0;

  public constructor(private readonly startMs: number) {}

  public get stage(): 'listening' | 'answering' | 'over' {
    if (this.endMs !== null) return 'over';
    return this.committedMs === null ? 'listening' : 'answering';
  }

  public get isSpeaking(): boolean {
    return this.goingOn('user') !== undefined;
  }

  /** When the speech that is going on, or was last, began. */
  public get speechStartMs(): number | undefined {
    return this.spans.findLast(({ kind }) => kind === 'user')?.fromMs;
  }

  public speechStarted(atMs: number): void {
    if (this.isSpeaking) return;
    this.close('waiting', atMs);
    this.open('user', atMs);
  }

  public speechEnded(atMs: number): void {
    if (!this.isSpeaking) return;
    this.close('user', atMs);
    this.open('waiting', atMs);
  }

  /** The turn is certain, or was never in doubt because the agent began it: its answer begins. */
  public committed(atMs: number): void {
    this.speechEnded(atMs);
    this.close('waiting', atMs);
    if (this.hasWords) this.marks.push({ kind: 'commit', atMs });
    this.committedMs = atMs;
  }

  public agent({ speaking, processing }: AgentStateMessage, atMs: number): void {
    this.activity = speaking ? 'speaking' : processing ? 'thinking' : 'none';
    this.showActivity(atMs);
  }

  public pause(atMs: number): void {
    this.paused = true;
    this.marks.push({ kind: 'pause', atMs });
    this.showActivity(atMs);
  }

  public resume(atMs: number): void {
    this.paused = false;
    this.marks.push({ kind: 'resume', atMs });
    this.showActivity(atMs);
  }

  public interrupted(atMs: number): void {
    this.marks.push({ kind: 'interruption', atMs });
  }

  public toolRequested(requestId: string, name: string, atMs: number): void {
    this.spans.push({ kind: 'tool', fromMs: atMs, toMs: null, tool: { requestId, name } });
  }

  public toolEnded(requestId: string, atMs: number): void {
    const call = this.spans.find(
      ({ tool, toMs }) => tool?.requestId === requestId && toMs === null,
    );
    if (call !== undefined) call.toMs = atMs;
  }

  /** The last message of the turn, with what only the gateway knew. */
  public measured(metrics: TurnMetricsMessage, atMs: number): void {
    this.revisions = metrics.revisions;
    this.placeEndOfSpeech(metrics);
    const wait = this.spans.findLast(({ kind }) => kind === 'waiting');
    if (metrics.speculated && wait !== undefined) wait.kind = 'ahead';
    this.end(atMs);
  }

  public end(atMs: number): void {
    for (const span of this.spans) span.toMs ??= atMs;
    this.endMs ??= atMs;
  }

  /** The row at this moment: what goes on reaches as far as `nowMs`. */
  public row(nowMs: number): TimelineRow {
    const { startMs } = this;
    const spans = this.spans.map(({ kind, fromMs, toMs, tool }) => ({
      kind,
      fromMs: fromMs - startMs,
      toMs: (toMs ?? nowMs) - startMs,
      ...(tool === undefined ? {} : { toolName: tool.name }),
    }));
    return {
      turn: this.turn,
      begunBy: this.begunBy,
      lengthMs: (this.endMs ?? nowMs) - startMs,
      over: this.endMs !== null,
      revisions: this.revisions,
      spans: spans.filter(({ fromMs, toMs }) => toMs > fromMs),
      marks: this.marks.map(({ kind, atMs }) => ({ kind, atMs: atMs - startMs })),
    };
  }

  private get begunBy(): TimelineRow['begunBy'] {
    if (this.spans.some(({ kind }) => kind === 'user')) return 'speech';
    return this.hasWords ? 'text' : 'agent';
  }

  /**
   * The gateway says that speech has ended only after the silence by which it knows; how long ago
   * that was stands in the metrics.
   */
  private placeEndOfSpeech({ endpointing_ms, asr_ms }: TurnMetricsMessage): void {
    const speech = this.spans.findLast(({ kind }) => kind === 'user');
    const wait = this.spans.findLast(({ kind }) => kind === 'waiting');
    if (speech === undefined || wait === undefined) return;
    if (this.committedMs === null || endpointing_ms === null) return;
    const endMs = this.committedMs - endpointing_ms - (asr_ms ?? 0);
    speech.toMs = Math.max(speech.fromMs, endMs);
    wait.fromMs = speech.toMs;
  }

  private showActivity(atMs: number): void {
    const kind = this.paused && this.activity !== 'none' ? 'paused' : this.activity;
    for (const other of ['thinking', 'speaking', 'paused'] as const) {
      if (other !== kind) this.close(other, atMs);
    }
    if (kind !== 'none' && this.goingOn(kind) === undefined) this.open(kind, atMs);
  }

  private goingOn(kind: SpanKind): RecordedSpan | undefined {
    return this.spans.find((span) => span.kind === kind && span.toMs === null);
  }

  private open(kind: SpanKind, atMs: number): void {
    this.spans.push({ kind, fromMs: atMs, toMs: null });
  }

  private close(kind: SpanKind, atMs: number): void {
    const span = this.goingOn(kind);
    if (span !== undefined) span.toMs = atMs;
  }
}
