import type { SpokenUtterance } from '@voxrail/caller';
import type { SessionConfigDto } from '@voxrail/contracts';
import type { PauseRange, Utterance } from '@voxrail/speech';
import { loadPausedSpeech, LONG_PAUSES, SHORT_PAUSES } from '@voxrail/speech';

import { AnswerWatch } from '../false-commits/answer-watch';
import { findLeaks } from '../false-commits/leaks';
import { LoadCaller } from '../load/load-caller';
import { sleepUntil } from '../load/sleep-until';
import { UsageMeter } from '../measure/usage-meter';
import { callerCounts } from './conversation';
import type { Scenario, ScenarioContext } from './scenario';
import { sumOf } from './sum-of';

interface PausedSet {
  readonly title: string;
  readonly pauses: PauseRange;
  readonly semantic: boolean;
}

const SETS: readonly PausedSet[] = [
  { title: '120-240 ms', pauses: SHORT_PAUSES, semantic: true },
  { title: '250-600 ms, semantic', pauses: LONG_PAUSES, semantic: true },
  { title: '250-600 ms, silence', pauses: LONG_PAUSES, semantic: false },
];

/** For a turn that is held open, its answer and what else may still come. */
const SETTLE_TIMEOUT_MS = 20_000;

/** One caller with its share of a set. */
class PausingCaller {
  private early = 0;
  private earlyAloud = 0;
  private unsettled = 0;
  private spoken = 0;

  private constructor(
    public readonly loadCaller: LoadCaller,
    private readonly watch: AnswerWatch,
    private readonly context: ScenarioContext,
  ) {}

  public static async open(context: ScenarioContext, semantic: boolean): Promise<PausingCaller> {
    const { stack, clock, lateness, options } = context;
    const session: Partial<SessionConfigDto> = {
      turn_detection: { semantic, speculate: options.speculation === 'on' },
      generation: { max_tokens: 8 },
    };
    const parts = { url: stack.url, bus: stack.bus, clock, lateness, session, tapOrders: true };
    const loadCaller = await LoadCaller.open(parts);
    return new PausingCaller(loadCaller, new AnswerWatch(loadCaller.caller, clock), context);
  }

  public async speakAll(utterances: readonly Utterance[]): Promise<void> {
    for (const { samples } of utterances) {
      const { caller } = this.loadCaller;
      const spokenAtMs = this.context.clock.nowMs();
      const before = this.turnsOver;
      const utterance = caller.speak(samples);
      this.spoken += 1;
      await sleepUntil(this.context.clock, utterance.endMs);
      await caller
        .until(
          'all of it to be answered',
          () => this.turnsOver > before && caller.settled,
          SETTLE_TIMEOUT_MS,
        )
        .catch(() => {
          this.unsettled += 1;
        });
      this.judge(utterance, spokenAtMs);
    }
  }

  public get counts(): Record<string, number> {
    const turns = [...this.loadCaller.caller.record.turns.values()];
    const leaks = findLeaks(turns, this.watch, this.loadCaller.orders);
    const metrics = turns.flatMap((turn) => turn.metrics ?? []);
    return {
      utterances: this.spoken,
      'answered aloud before the end': this.earlyAloud,
      'certain before the end': this.early,
      'turns answered': metrics.length,
      'turns cut off by their speaker': metrics.filter(({ interrupted }) => interrupted).length,
      'answers begun ahead': metrics.reduce((sum, { revisions }) => sum + revisions, 0),
      'orders discarded with output': leaks.discarded,
      'turns with something discarded': leaks.turns,
      'utterances not settled': this.unsettled,
    };
  }

  /** A slow recognizer must not have its answer taken for an early one to what is said next. */
  private get turnsOver(): number {
    const turns = [...this.loadCaller.caller.record.turns.values()];
    return turns.filter(({ metrics, unanswered }) => metrics !== null || unanswered).length;
  }

  /** @param fromMs when all of the answer before had come: its utterance begins a frame earlier. */
  private judge({ endOfSpeechMs }: SpokenUtterance, fromMs: number): void {
    if (this.watch.answeredWithin(fromMs, endOfSpeechMs, true)) this.earlyAloud += 1;
    if (this.watch.answeredWithin(fromMs, endOfSpeechMs, false)) this.early += 1;
  }
}

async function runSet(
  context: ScenarioContext,
  { title, pauses, semantic }: PausedSet,
): Promise<Record<string, number>> {
  const { options, say } = context;
  say(`making ${options.turns} utterances with pauses: ${title}`);
  const utterances = await loadPausedSpeech(options.turns, pauses);
  say(`speaking them`);
  const callers: PausingCaller[] = [];
  try {
    while (callers.length < options.callers) {
      callers.push(await PausingCaller.open(context, semantic));
    }
    await Promise.all(
      callers.map(async (caller, index) => {
        await sleepUntil(context.clock, context.clock.nowMs() + index * 250);
        await caller.speakAll(utterances.filter((_, i) => i % callers.length === index));
      }),
    );
    const counts = sumOf([
      ...callers.map((caller) => caller.counts),
      callerCounts(callers.map(({ loadCaller }) => loadCaller)),
    ]);
    return Object.fromEntries(
      Object.entries(counts).map(([name, count]) => [`${title}: ${name}`, count]),
    );
  } finally {
    await Promise.all(callers.map(({ loadCaller }) => loadCaller.close()));
  }
}

/** People who pause in the middle of what they say. */
export const falseCommits: Scenario = {
  env: {
    // Short answers: what is looked for is when they begin.
    VOXRAIL_SYNTHETIC_LLM_WORDS: '8',
    VOXRAIL_SYNTHETIC_TTS_MS_PER_CHARACTER: '15',
    // An embedded recognizer for each caller: what is not recognized cannot be cut off.
    VOXRAIL_PARAKEET_TDT_DECODERS: '10',
  },
  run: async (context) => {
    const meter = new UsageMeter({ ...context.stack.pids, 'load generator': process.pid });
    let counts: Record<string, number> = {};
    for (const set of SETS) counts = { ...counts, ...(await runSet(context, set)) };
    return { distributions: {}, counts, processes: meter.finish() };
  },
};
