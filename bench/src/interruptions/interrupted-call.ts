import type { InterruptionConfig, SessionConfigDto } from '@voxrail/contracts';
import type { Utterance } from '@voxrail/speech';

import type { LoadCallerOptions } from '../load/load-caller';
import { LoadCaller } from '../load/load-caller';
import { sleepUntil } from '../load/sleep-until';
import type { InterruptionDefects } from './interruption-watch';
import { InterruptionWatch } from './interruption-watch';

export interface InterruptedCallOptions extends Omit<LoadCallerOptions, 'session' | 'tapOrders'> {
  readonly mode: InterruptionConfig['mode'];
  readonly random: () => number;
}

type Way = 'speech' | 'text' | 'cancel' | 'say';

const WAYS: readonly Way[] = ['speech', 'speech', 'text', 'cancel', 'say'];

/** From the question to the interruption: while the agent thinks, calls a tool, speaks, or has spoken. */
const LATEST_MS = 2_500;

/** A tool takes up to twice the time that it is given. */
const TOOL_TIMEOUT_MS = 1_200;

const SHARE_OF_TOOL_CALLS = 0.3;

/** After this long the client has been told of a turn that it began. */
const NOTICED_MS = 500;

/** Until what was said is answered and heard: the longest answers here take half of it. */
const SETTLE_TIMEOUT_MS = 30_000;

function sessionOf(mode: InterruptionConfig['mode']): Partial<SessionConfigDto> {
  return {
    interruption: { mode },
    tools: [{ name: 'look_up', description: 'Looks something up', parameters: {} }],
    tool_timeout_ms: TOOL_TIMEOUT_MS,
  };
}

/**
 * A call in which every answer is interrupted, in some way, at some moment, and which has to go on all the
 * same. It asks for what a synthetic language model understands.
 */
export class InterruptedCall {
  private readonly watch: InterruptionWatch;
  private asked = 0;
  private dead = 0;

  private constructor(
    public readonly loadCaller: LoadCaller,
    private readonly options: InterruptedCallOptions,
  ) {
    this.watch = new InterruptionWatch(loadCaller.caller, loadCaller.orders);
    loadCaller.caller.client.handleTool('look_up', async () => {
      const { clock, random } = this.options;
      await sleepUntil(clock, clock.nowMs() + random() * 2 * TOOL_TIMEOUT_MS);
      return { found: true };
    });
  }

  public static async open(options: InterruptedCallOptions): Promise<InterruptedCall> {
    const session = sessionOf(options.mode);
    const loadCaller = await LoadCaller.open({ ...options, session, tapOrders: true });
    return new InterruptedCall(loadCaller, options);
  }

  /** Asks, and interrupts the answer with the next of `utterances` or otherwise, so many times. */
  public async interrupt(times: number, utterances: Iterator<Utterance>): Promise<void> {
    const { clock, random } = this.options;
    for (let done = 0; done < times; done += 1) {
      this.ask(`#words=${10 + Math.floor(random() * 15)}`);
      await sleepUntil(clock, clock.nowMs() + random() * LATEST_MS);
      this.say(WAYS[Math.floor(random() * WAYS.length)] ?? 'speech', utterances);
      await this.untilSettled();
    }
    const { caller } = this.loadCaller;
    const before = caller.record.turns.size;
    this.ask('#words=4');
    const isNoticed = (): boolean => caller.record.turns.size > before;
    // Where it is not, the last turn is the one before it, and that is found below.
    await caller.until('the last turn', isNoticed, SETTLE_TIMEOUT_MS).catch(() => undefined);
    await this.untilSettled();
    const last = [...caller.record.turns.values()].at(-1);
    if (last?.metrics?.interrupted !== false || last.audioMs === 0) this.dead += 1;
  }

  /** Interruptions that cut something off, tool requests, and what must not be. For when the call is over. */
  public get counts(): Record<string, number> & InterruptionDefects {
    const { caller } = this.loadCaller;
    return {
      interruptions: this.asked - 1,
      'turns cut off': this.watch.interruptions,
      'tool calls': this.watch.tools,
      'times that the session fell dead': this.dead,
      ...this.watch.defects,
      'turns in all': caller.record.turns.size,
    };
  }

  private ask(directives: string): void {
    this.asked += 1;
    const tool = this.options.random() < SHARE_OF_TOOL_CALLS ? ' #tool' : '';
    this.loadCaller.caller.client.text(`Question number ${this.asked} ${directives}${tool}`);
  }

  private say(way: Way, utterances: Iterator<Utterance>): void {
    const { caller } = this.loadCaller;
    const next = utterances.next();
    switch (way) {
      case 'speech':
        if (next.done !== true) caller.speak(next.value.samples);
        return;
      case 'text':
        caller.client.text(`Not that, but number ${this.asked} of the others #words=8`);
        return;
      case 'cancel':
        caller.client.control('cancel');
        return;
      case 'say':
        caller.client.say(`One moment, number ${this.asked} please.`, { interrupt: true });
    }
  }

  private async untilSettled(): Promise<void> {
    const { caller } = this.loadCaller;
    const { clock } = this.options;
    // What has just been sent is not under way yet.
    await sleepUntil(clock, clock.nowMs() + NOTICED_MS);
    const settled = (): boolean => caller.settled;
    await caller.until('all of it to be over', settled, SETTLE_TIMEOUT_MS).catch(() => {
      this.dead += 1;
    });
  }
}
