import { firstAudibleSample } from '@voxrail/audio';
import type {
  AgentAudio,
  AgentTextMessage,
  ErrorMessage,
  SessionEndingMessage,
  VoxrailClient,
} from '@voxrail/client';
import type { Clock } from '@voxrail/clock';

import type { TurnRecord } from './turn-record';
import { newTurnRecord } from './turn-record';

/** Turns kept; an hour of conversation has fewer. Older ones are forgotten first. */
const MAX_TURNS = 2_000;
const MAX_ERRORS = 200;

/** Everything a call brought, by turn, with the times at which it arrived. */
export class CallRecord {
  public readonly turns = new Map<number, TurnRecord>();
  public readonly errors: ErrorMessage[] = [];
  /** Audio chunks of a turn that had been interrupted before they came. Always 0 of a correct gateway. */
  public deadChunks = 0;
  public audioChunks = 0;
  public userSpeaking = false;
  public agentSpeaking = false;
  public processing = false;
  public ending: SessionEndingMessage | undefined;
  private interruptedTurn = -1;

  public constructor(
    client: VoxrailClient,
    private readonly clock: Clock,
    private readonly outputRateHz: () => number,
  ) {
    this.listenForTurns(client);
    this.listenForSession(client);
  }

  /** A turn has begun and its metrics, which end it if there is anything to answer, have not come. */
  public get hasOpenTurn(): boolean {
    return [...this.turns.values()].some((turn) => turn.metrics === null && !turn.unanswered);
  }

  private listenForTurns(client: VoxrailClient): void {
    client.on('transcript', ({ turn, text, is_final }) => {
      const record = this.turn(turn);
      record.transcript = text;
      record.unanswered = is_final && text === '';
      if (is_final) record.transcriptFinalMs = this.clock.nowMs();
    });
    client.on('agent_text', (message) => {
      this.readAgentText(message);
    });
    client.on('audio', (audio) => {
      this.readAudio(audio);
    });
    client.on('audio_end', ({ turn }) => {
      this.turn(turn).audioEndMs = this.clock.nowMs();
    });
    client.on('interrupted', ({ turn }) => {
      this.interruptedTurn = Math.max(this.interruptedTurn, turn);
      this.turn(turn).interruptedMs ??= this.clock.nowMs();
    });
    client.on('playback_paused', ({ turn }) => {
      this.turn(turn).pausedMs ??= this.clock.nowMs();
    });
    client.on('tool_request', ({ turn }) => {
      this.turn(turn).toolCalls += 1;
    });
    client.on('turn_metrics', (metrics) => {
      this.turn(metrics.turn).metrics = metrics;
    });
  }

  private listenForSession(client: VoxrailClient): void {
    client.on('user_speech', ({ speaking }) => {
      this.userSpeaking = speaking;
    });
    client.on('agent_state', ({ speaking, processing }) => {
      this.agentSpeaking = speaking;
      this.processing = processing;
    });
    client.on('error', (error) => {
      if (this.errors.length < MAX_ERRORS) this.errors.push(error);
      if (error.code === 'asr_failed' && error.turn !== undefined) {
        this.turn(error.turn).unanswered = true;
      }
    });
    client.on('session_ending', (ending) => {
      this.ending = ending;
    });
  }

  private readAgentText(message: AgentTextMessage): void {
    const record = this.turn(message.turn);
    if ('delta' in message) {
      record.agentText += message.delta;
      return;
    }
    record.agentText = message.text;
    record.heard = message.heard;
  }

  private readAudio({ turn, samples }: AgentAudio): void {
    this.audioChunks += 1;
    if (turn <= this.interruptedTurn) this.deadChunks += 1;
    const record = this.turn(turn);
    const nowMs = this.clock.nowMs();
    record.firstAudioMs ??= nowMs;
    if (record.firstAudibleMs === null && firstAudibleSample(samples) !== null) {
      record.firstAudibleMs = nowMs;
    }
    record.audioMs += (samples.length * 1000) / this.outputRateHz();
  }

  private turn(turn: number): TurnRecord {
    const known = this.turns.get(turn);
    if (known !== undefined) return known;
    const record = newTurnRecord(turn);
    this.turns.set(turn, record);
    const [oldest] = this.turns.keys();
    if (this.turns.size > MAX_TURNS && oldest !== undefined) this.turns.delete(oldest);
    return record;
  }
}
