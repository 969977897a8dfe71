import type { Clock } from '@voxrail/clock';
import type { ErrorCode, LlmDone, SessionConfig, SessionUsage } from '@voxrail/contracts';
import { OUTPUT_SAMPLE_RATE_HZ, samplesToMs } from '@voxrail/contracts';

import type { ClientChannel } from '../client-channel';
import type { Conversation } from '../history/conversation';
import { Playout } from '../playout/playout';
import type { PlayoutScheduler } from '../playout/playout-scheduler';
import type { TurnOutcome } from '../session-metrics';
import { recordFailure, recordTurn, recordUnderrun } from '../session-metrics';
import type { ToolDesk } from '../tools/tool-desk';
import { ToolRound } from '../tools/tool-round';
import { MAX_TOOL_ROUNDS } from '../turn/turn-deadlines';
import type { TurnTimeline } from '../turn/turn-timeline';
import { isAudible } from './audible';
import { Generation } from './generation';
import type { OrderParts } from './prepared-orders';
import { PreparedOrders } from './prepared-orders';
import { Speech } from './speech';

export interface AnswerParts extends OrderParts {
  readonly clock: Clock;
  readonly scheduler: PlayoutScheduler;
  readonly client: ClientChannel;
  readonly conversation: Conversation;
  readonly tools: ToolDesk;
}

export interface AnswerOptions {
  readonly turn: number;
  readonly config: SessionConfig;
  readonly timeline: TurnTimeline;
  /** The turn's trace. */
  readonly traceparent: string;
  readonly interruptible: boolean;
}

type Phase = 'generating' | 'running_tools' | 'speaking_out' | 'over';

/**
 * The agent's side of one turn: generations and tool rounds in a row, their text spoken and played.
 * However it goes, it ends once, with one `turn_metrics`.
 */
export class Answer {
  private readonly playout: Playout;
  private readonly speeches: Speech[] = [];
  private phase: Phase = 'generating';
  private text = '';
  /** Text that stands in the history already, with the tool calls that followed it. */
  private recordedText = 0;
  private generation: Generation | undefined;
  private speech: Speech | undefined;
  private round: ToolRound | undefined;
  private rounds = 0;
  private prepared: PreparedOrders | undefined;
  private firstOrder = Infinity;
  private lastOrder = -1;
  private speaking = false;
  private failed = false;

  public constructor(
    private readonly parts: AnswerParts,
    private readonly options: AnswerOptions,
    private readonly onEnded: (usage: SessionUsage) => void,
  ) {
    const lead = options.config.playback.lead_ms;
    this.playout = new Playout(parts.clock, parts.scheduler, lead, {
      onChunk: (pcm, offset) => {
        this.sendAudio(pcm, offset);
      },
      onSent: () => {
        this.sendAudioEnd();
      },
      onPlayed: () => {
        this.played();
      },
      onUnderrun: recordUnderrun,
    });
  }

  /** Answers what the history ends with. */
  public reply(prepared: PreparedOrders | undefined): void {
    this.prepared = prepared;
    this.sendState(true);
    this.generate();
  }

  /** Speaks exactly `text`. */
  public say(text: string): void {
    this.sendState(true);
    this.addText(text);
    this.finishText();
  }

  public get turn(): number {
    return this.options.turn;
  }

  public get interruptible(): boolean {
    return this.options.interruptible;
  }

  /**
   * Cuts the answer off now: the client first, then the rails, then the history. Afterwards nothing
   * of this turn is sent.
   */
  public interrupt(): void {
    if (this.phase === 'over') return;
    const heard = this.heard;
    const played = this.playout.stop();
    this.parts.client.send('interrupted', {
      turn: this.turn,
      played_ms: Math.round(samplesToMs(played, OUTPUT_SAMPLE_RATE_HZ)),
    });
    if (this.lastOrder >= 0) this.parts.broadcast.interrupt(this.firstOrder, this.lastOrder);
    this.stopWork();
    this.end('interrupted', heard);
  }

  /** How much of the turn's audio the client says that it has played. */
  public reportPlayback(playedMs: number): void {
    this.playout.report(playedMs);
  }

  /** A worker was replaced: what it was doing for this turn goes on at the new one. */
  public resumeOn(rail: 'llm' | 'tts'): void {
    if (rail === 'llm' && this.generation?.isRunning === true) {
      this.generation.start(this.takeOrder(undefined));
    }
    if (rail === 'tts') for (const speech of this.speeches) this.resumeSpeech(speech);
  }

  private resumeSpeech(speech: Speech): void {
    if (!speech.isOver) speech.restart(this.takeOrder(undefined));
  }

  private generate(): void {
    const { conversation, llm, clock } = this.parts;
    const { config, timeline, traceparent } = this.options;
    this.phase = 'generating';
    const { temperature, top_p, top_k, max_tokens } = config.generation;
    const request = {
      instructions: config.instructions,
      messages: conversation.messages(),
      tools: this.rounds < MAX_TOOL_ROUNDS ? [...config.tools] : [],
      sampling: { temperature, topP: top_p, topK: top_k, maxTokens: max_tokens },
      traceparent,
    };
    this.generation = new Generation(llm, clock, () => this.takeOrder(undefined), request, {
      onText: (text) => {
        this.addText(text);
      },
      onGenerationOver: (done) => {
        this.generated(done);
      },
      onGenerationLost: () => {
        this.fail('llm_failed', 'the language model gave no answer');
      },
    });
    timeline.generationStarted(clock.nowMs());
    this.generation.start(this.takeOrder(this.prepared?.takeGeneration()));
  }

  private addText(text: string): void {
    this.options.timeline.textCame(this.parts.clock.nowMs());
    this.text += text;
    if (this.options.config.modalities.includes('audio')) {
      this.speech ??= this.openSpeech();
      this.speech.say(text);
    }
    this.parts.client.send('agent_text', { turn: this.turn, delta: text });
  }

  private openSpeech(): Speech {
    const { tts, clock } = this.parts;
    const { config, timeline, traceparent } = this.options;
    const voice = { voice: config.voice, language: config.language, traceparent };
    const next = (): number => this.takeOrder(undefined);
    const speech = new Speech(tts, clock, this.playout, next, voice, {
      onSpeechAudio: (samples) => {
        timeline.audioCame(clock.nowMs());
        timeline.audioMs += samplesToMs(samples, OUTPUT_SAMPLE_RATE_HZ);
      },
      onSpeechLost: () => {
        this.fail('tts_failed', 'the speech could not be synthesized');
      },
    });
    this.speeches.push(speech);
    speech.start(this.takeOrder(this.prepared?.takeSpeech()));
    return speech;
  }

  private generated(done: LlmDone): void {
    const calls = this.generation?.calls ?? [];
    this.options.timeline.inputTokens += done.usage.inputTokens;
    this.options.timeline.outputTokens += done.usage.outputTokens;
    if (done.finishReason !== 'tool_calls' || calls.length === 0) {
      this.finishText();
      return;
    }
    if (this.rounds >= MAX_TOOL_ROUNDS) {
      this.fail('llm_failed', 'the language model keeps calling tools');
      return;
    }
    this.runTools();
  }

  private runTools(): void {
    this.rounds += 1;
    this.phase = 'running_tools';
    this.endSpeech();
    const content = this.text.slice(this.recordedText);
    this.recordedText = this.text.length;
    const round = new ToolRound(this.parts.tools, this.parts.conversation, {
      turn: this.turn,
      config: this.options.config,
      calls: this.generation?.calls ?? [],
      content,
      onTimeout: () => {
        this.sendError('tool_timeout', 'a tool did not answer in time');
      },
      onSettled: () => {
        this.generate();
      },
    });
    this.round = round;
    this.options.timeline.tools += round.requested;
    this.prepared?.discard();
    const { config, traceparent } = this.options;
    this.prepared = new PreparedOrders(this.parts, config, traceparent);
    round.start();
  }

  /** All text of the turn is there; what is left is to speak it. */
  private finishText(): void {
    this.phase = 'speaking_out';
    this.endSpeech();
    this.playout.seal();
  }

  private endSpeech(): void {
    this.speech?.end();
    this.speech = undefined;
  }

  private fail(code: 'llm_failed' | 'tts_failed', message: string): void {
    if (this.phase === 'over' || this.failed) return;
    this.failed = true;
    recordFailure(code === 'llm_failed' ? 'llm' : 'tts');
    this.sendError(code, message);
    if (code === 'tts_failed' && this.generation?.isRunning === true) {
      // Nobody would hear the rest of it.
      this.generation.stop();
      this.parts.broadcast.interrupt(this.firstOrder, this.lastOrder);
    }
    if (this.phase !== 'speaking_out') {
      this.round?.abandon();
      this.finishText();
    }
  }

  private sendAudio(pcm: Uint8Array, offset: number): void {
    const { client, clock } = this.parts;
    const { timeline } = this.options;
    const offsetMs = samplesToMs(offset, OUTPUT_SAMPLE_RATE_HZ);
    client.sendAudio(pcm, { turn: this.turn, offset_ms: Math.round(offsetMs * 1000) / 1000 });
    if (!timeline.isAudible && isAudible(pcm)) timeline.becameAudible(clock.nowMs());
    if (!this.speaking) {
      this.speaking = true;
      this.sendState(false);
    }
    for (const speech of this.speeches) speech.renewCredit();
  }

  private sendAudioEnd(): void {
    if (this.speeches.length === 0) return;
    const duration = Math.round(this.playout.sentMs);
    this.parts.client.send('audio_end', { turn: this.turn, duration_ms: duration });
  }

  private played(): void {
    if (this.phase === 'speaking_out') {
      const heard = this.heard;
      this.stopWork();
      this.end(this.failed ? 'failed' : 'completed', heard);
      return;
    }
    if (!this.speaking) return;
    this.speaking = false;
    this.sendState(true);
  }

  /** Characters of the turn's text that the person has heard; without speech, all that was sent. */
  private get heard(): number {
    if (!this.options.config.modalities.includes('audio')) return this.text.length;
    let before = 0;
    let heard = 0;
    for (const speech of this.speeches) {
      if (speech.heard > 0) heard = before + speech.heard;
      before += speech.length;
    }
    return heard;
  }

  private stopWork(): void {
    this.playout.stop();
    this.generation?.stop();
    for (const speech of this.speeches) speech.stop();
    this.round?.abandon();
    this.prepared?.discard();
  }

  private end(outcome: TurnOutcome, heard: number): void {
    this.phase = 'over';
    const { client, conversation } = this.parts;
    const { turn, timeline } = this.options;
    conversation.addAssistant(turn, this.text.slice(this.recordedText), []);
    conversation.keepHeard(turn, heard);
    this.speaking = false;
    this.sendState(false);
    if (this.text !== '') {
      const heardText = this.text.slice(0, heard);
      client.send('agent_text', { turn, text: this.text, heard: heardText, is_final: true });
    }
    const latency = timeline.latency();
    recordTurn(outcome, latency);
    client.send('turn_metrics', {
      turn,
      ...latency,
      speculated: false,
      revisions: 0,
      interrupted: outcome === 'interrupted',
      tools: timeline.tools,
      usage: timeline.usage(),
    });
    this.onEnded(timeline.usage());
  }

  private sendState(processing: boolean): void {
    this.parts.client.send('agent_state', { speaking: this.speaking, processing });
  }

  private sendError(code: ErrorCode, message: string): void {
    this.parts.client.send('error', { code, message, turn: this.turn });
  }

  private takeOrder(prepared: number | undefined): number {
    const order = prepared ?? this.parts.orders.next();
    this.firstOrder = Math.min(this.firstOrder, order);
    this.lastOrder = Math.max(this.lastOrder, order);
    return order;
  }
}
