import type { Caller } from '@voxrail/caller';
import { msToSamples, OUTPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

import type { OrderTap } from '../measure/order-tap';
import { charactersPlayed, wordsOf } from './spoken-words';

/** How often each thing happened that an interruption must never leave behind. All are 0 of a correct gateway. */
export interface InterruptionDefects {
  readonly 'frames of a dead turn': number;
  readonly 'tool calls without exactly one outcome': number;
  readonly 'turns without exactly one turn_metrics': number;
  readonly 'histories off by more than a word': number;
}

/** Keeps what a client is told around interruptions, to judge it once the call is over. */
export class InterruptionWatch {
  private interruptedTurn = -1;
  private deadFrames = 0;
  private readonly metrics = new Map<number, number>();
  /** How much of a turn's audio had been heard when the client was told to drop the rest. */
  private readonly playedMs = new Map<number, number>();
  private toolRequests = 0;
  private toolOutcomes = 0;

  public constructor(
    private readonly caller: Caller,
    private readonly orders: OrderTap,
  ) {
    this.watchFrames();
    this.watchTools();
  }

  /** Of turns that were cut off. */
  public get interruptions(): number {
    return this.playedMs.size;
  }

  public get tools(): number {
    return this.toolRequests;
  }

  /** To be asked when the session has ended: until then a call may have no outcome yet. */
  public get defects(): InterruptionDefects {
    const turns = [...this.caller.record.turns.values()];
    const committed = turns.filter(
      ({ transcript, transcriptFinalMs, agentText, firstAudioMs }) =>
        (transcript !== '' && transcriptFinalMs !== null) ||
        agentText !== '' ||
        firstAudioMs !== null,
    );
    return {
      'frames of a dead turn': this.deadFrames,
      'tool calls without exactly one outcome': Math.abs(this.toolRequests - this.toolOutcomes),
      'turns without exactly one turn_metrics': committed.filter(
        ({ turn }) => this.metrics.get(turn) !== 1,
      ).length,
      'histories off by more than a word': turns.filter(
        ({ turn, agentText, heard }) => heard !== null && !this.isTrue(turn, agentText, heard),
      ).length,
    };
  }

  private watchFrames(): void {
    const { client } = this.caller;
    const frameOf = (turn: number): void => {
      if (turn <= this.interruptedTurn) this.deadFrames += 1;
    };
    client.on('audio', ({ turn }) => {
      frameOf(turn);
    });
    client.on('agent_text', (message) => {
      if ('delta' in message) frameOf(message.turn);
    });
    for (const name of ['audio_end', 'playback_paused', 'playback_resumed'] as const) {
      client.on(name, ({ turn }) => {
        frameOf(turn);
      });
    }
    client.on('interrupted', ({ turn }) => {
      this.interruptedTurn = Math.max(this.interruptedTurn, turn);
      const { played } = this.caller;
      this.playedMs.set(turn, played?.turn === turn ? played.offsetMs : 0);
    });
    client.on('turn_metrics', ({ turn }) => {
      this.metrics.set(turn, (this.metrics.get(turn) ?? 0) + 1);
    });
  }

  private watchTools(): void {
    const { client } = this.caller;
    client.on('tool_request', ({ turn }) => {
      this.toolRequests += 1;
      if (turn <= this.interruptedTurn) this.deadFrames += 1;
    });
    client.on('tool_cancelled', () => {
      this.toolOutcomes += 1;
    });
    client.on('tool_outcome', ({ status }) => {
      if (status !== 'cancelled') this.toolOutcomes += 1;
    });
    // An answer that crossed the gateway's cancellation was no outcome.
    client.on('error', ({ code }) => {
      if (code === 'tool_request_not_found') this.toolOutcomes -= 1;
    });
  }

  private isTrue(turn: number, text: string, heard: string): boolean {
    const playedMs = this.playedMs.get(turn);
    if (playedMs === undefined) return heard === text;
    const speech = [...this.orders.speeches.values()].find((spoken) => spoken.text === text);
    if (speech === undefined) return heard === '';
    const samples = msToSamples(playedMs, OUTPUT_SAMPLE_RATE_HZ);
    const played = text.slice(0, charactersPlayed(speech.alignment.values(), samples));
    const difference = wordsOf(heard).length - wordsOf(played).length;
    return text.startsWith(heard) && Math.abs(difference) <= 1;
  }
}
