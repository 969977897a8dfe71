import type { Timer } from '@voxrail/clock';
import type { HistoryMessage, InterruptionConfig, ServerMessages } from '@voxrail/contracts';
import { FrameKind } from '@voxrail/contracts';

import { refusalOf } from './refusal-of';
import type { AgentPace } from './scripted-agent';
import { ScriptedAgent } from './scripted-agent';
import { ScriptedPerson } from './scripted-person';
import { SessionBench } from './session-bench';

export const WAYS_TO_INTERRUPT = [
  'speech',
  'hesitant speech',
  'back-channel',
  'noise',
  'text',
  'cancel',
  'say over',
  'say after',
] as const;

export interface Interruption {
  /** Since the one before, or since the question. */
  readonly afterMs: number;
  readonly way: (typeof WAYS_TO_INTERRUPT)[number];
}

/** How the client treats the tool requests that it gets. */
export const TOOL_MANNERS = ['at once', 'slowly', 'twice', 'too late', 'never'] as const;

export interface ConversationScript {
  readonly mode: InterruptionConfig['mode'];
  readonly pace: AgentPace;
  readonly answersTools: (typeof TOOL_MANNERS)[number];
  /** Of the client's loudspeaker. */
  readonly outputDelayMs: number;
  readonly reportsPlayback: boolean;
  readonly interruptions: readonly Interruption[];
}

const TOOL_TIMEOUT_MS = 2_000;

const TOOL_ANSWERS_MS: Readonly<Record<ConversationScript['answersTools'], readonly number[]>> = {
  'at once': [0],
  slowly: [900],
  twice: [300, 600],
  'too late': [TOOL_TIMEOUT_MS + 500],
  never: [],
};

const REPORT_EVERY_MS = 100;

/** More than all that can be waiting to be heard, said and answered. */
const QUIET_WITHIN_MS = 90_000;

const LAST_WORDS = 'are you still there';

/** A conversation with one person who does not wait for the end of an answer, played from a script. */
export class InterruptedConversation {
  /** How many answers to each tool request the session has taken. */
  public readonly toolAnswersTaken = new Map<string, number>();
  /** Whether the session came to rest by itself. */
  public fellQuiet = false;
  /** Whether it answered, aloud and to the end, what was said after all of it. */
  public answersStill = false;
  /** The conversation as the last prompt had it. */
  public history: readonly HistoryMessage[] = [];
  private readonly agent: ScriptedAgent;
  private readonly person: ScriptedPerson;
  private readonly timers = new Set<Timer>();
  private said = 0;

  private constructor(
    public readonly bench: SessionBench,
    private readonly script: ConversationScript,
  ) {
    this.agent = new ScriptedAgent(bench, script.pace);
    this.person = new ScriptedPerson(bench);
    bench.client.ears.outputDelayMs = script.outputDelayMs;
    bench.client.onMessage = ({ name, message }) => {
      if (name === 'tool_request') {
        this.answerTool((message as ServerMessages['tool_request']).request_id);
      }
      if (name === 'playback_paused')
        this.after(1, () => {
          this.report();
        });
    };
  }

  public static async play(script: ConversationScript): Promise<InterruptedConversation> {
    const tools = [{ name: 'look_up', description: 'Looks up', parameters: {} }];
    const { mode } = script;
    const config = { tools, tool_timeout_ms: TOOL_TIMEOUT_MS, interruption: { mode } };
    const conversation = new InterruptedConversation(await SessionBench.open(config), script);
    await conversation.run();
    return conversation;
  }

  /** How much of the turn's audio the person has heard. */
  public heardMs(turn: number): number {
    return this.bench.client.ears.heardMs(turn);
  }

  private async run(): Promise<void> {
    if (this.script.reportsPlayback) this.reportAgainAndAgain();
    this.person.says({ text: 'tell me a story', lastsMs: 800 });
    for (const { afterMs, way } of this.script.interruptions) {
      await this.bench.pass(afterMs);
      this.interrupt(way);
    }
    this.fellQuiet = await this.untilQuiet();
    await this.askForLife();
    this.bench.session.control('hangup');
    this.agent.stop();
    this.person.stop();
    for (const timer of this.timers) timer.cancel();
  }

  private interrupt(way: Interruption['way']): void {
    const { session } = this.bench;
    const number = (this.said += 1);
    switch (way) {
      case 'speech':
        this.person.says({ text: `stop it now please ${number}`, lastsMs: 700 });
        return;
      case 'hesitant speech':
        this.person.says({ text: `no I mean the other ${number}`, lastsMs: 900, hesitatesMs: 200 });
        return;
      case 'back-channel':
        this.person.says({ text: 'yeah', lastsMs: 300 });
        return;
      case 'noise':
        this.person.says({ text: '', lastsMs: 250 });
        return;
      case 'text':
        session.type(`typed ${number}`);
        return;
      case 'cancel':
        session.control('cancel');
        return;
      case 'say over':
        session.say(`said${number} over it `, { interrupt: true, interruptible: number % 2 === 0 });
        return;
      case 'say after':
        session.say(`said${number} after it `, {});
    }
  }

  private async untilQuiet(): Promise<boolean> {
    for (let waitedMs = 0; waitedMs < QUIET_WITHIN_MS; waitedMs += 250) {
      await this.bench.pass(250);
      if (this.isQuiet) return true;
    }
    return false;
  }

  private get isQuiet(): boolean {
    const { client, scheduler } = this.bench;
    const state = client.all('agent_state').at(-1);
    const silent = state === undefined || (!state.speaking && !state.processing);
    const toCome = this.person.isSpeaking || this.agent.isBusy || scheduler.pending > 0;
    return silent && !toCome;
  }

  private async askForLife(): Promise<void> {
    const { session, client, llm } = this.bench;
    session.type(LAST_WORDS);
    const { turn } = client.last('transcript');
    await this.untilQuiet();
    const ended = client.all('turn_metrics').some((metrics) => metrics.turn === turn);
    this.answersStill = ended && client.audio.some((chunk) => chunk.turn === turn);
    const prompts = llm.payloads(FrameKind.LLM_START).map(({ messages }) => messages);
    this.history = prompts.find((messages) => messages.at(-1)?.content === LAST_WORDS) ?? [];
  }

  private answerTool(requestId: string): void {
    for (const delayMs of TOOL_ANSWERS_MS[this.script.answersTools]) {
      this.after(delayMs, () => {
        const refusal = refusalOf(() => {
          this.bench.session.toolResponse(requestId, { result: 'found' });
        });
        if (refusal !== undefined) return;
        this.toolAnswersTaken.set(requestId, (this.toolAnswersTaken.get(requestId) ?? 0) + 1);
      });
    }
  }

  private reportAgainAndAgain(): void {
    this.after(REPORT_EVERY_MS, () => {
      this.report();
      this.reportAgainAndAgain();
    });
  }

  private report(): void {
    const turn = this.bench.client.audio.at(-1)?.turn;
    if (turn === undefined || !this.script.reportsPlayback) return;
    this.bench.session.reportPlayback(turn, this.heardMs(turn));
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
