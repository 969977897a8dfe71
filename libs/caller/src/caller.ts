import type { ConnectedMessage, PlaybackPosition, VoxrailClientOptions } from '@voxrail/client';
import { VoxrailClient } from '@voxrail/client';
import type { Clock } from '@voxrail/clock';
import { SystemClock } from '@voxrail/clock';

import { CallRecord } from './call-record';
import { until } from './condition';
import type { SpokenUtterance } from './microphone';
import { Microphone } from './microphone';
import { responseLatencyMs } from './response-latency';
import { Speaker } from './speaker';

/** The longest pause within which the gateway may still hold a turn open, and a margin. */
const QUIET_AFTER_SPEECH_MS = 1_500;

const MAX_UTTERANCES = 2_000;

export interface CallerOptions extends VoxrailClientOptions {
  readonly clock?: Clock;
  /** Audio per message: 20 or 40 ms are usual. Default 20. */
  readonly frameMs?: number;
  readonly reportPlayback?: boolean;
  /** Keep the agent's voice for `recording`. Default false. */
  readonly recordAudio?: boolean;
  readonly onLateness?: (lateMs: number) => void;
}

/**
 * A person on the line, for command-line calls, tests and load: an open microphone that plays
 * recordings in real time, a loudspeaker, and a record of all that came back and when.
 */
export class Caller {
  public readonly client: VoxrailClient;
  public readonly record: CallRecord;
  /** What was spoken, oldest first. */
  public readonly utterances: SpokenUtterance[] = [];
  private readonly clock: Clock;
  private readonly microphone: Microphone;
  private speaker: Speaker | undefined;
  private outputRateHz = 22_050;

  public constructor(options: CallerOptions) {
    this.clock = options.clock ?? new SystemClock();
    this.client = new VoxrailClient(options);
    this.record = new CallRecord(this.client, this.clock, () => this.outputRateHz);
    this.microphone = new Microphone({
      clock: this.clock,
      send: (frame) => {
        this.client.sendAudio(frame);
      },
      ...(options.frameMs === undefined ? {} : { frameMs: options.frameMs }),
      ...(options.onLateness === undefined ? {} : { onLateness: options.onLateness }),
    });
    this.client.on('connected', ({ audio_out }) => {
      // A session that is taken up again is heard through the same loudspeaker.
      if (this.speaker !== undefined) return;
      this.outputRateHz = audio_out.sample_rate;
      this.speaker = new Speaker(this.client, {
        clock: this.clock,
        sampleRateHz: audio_out.sample_rate,
        report: options.reportPlayback ?? true,
        record: options.recordAudio ?? false,
      });
    });
  }

  /** Opens the session and the microphone. @throws VoxrailClientError */
  public async call(): Promise<ConnectedMessage> {
    const connected = await this.client.connect();
    this.microphone.start();
    return connected;
  }

  /** Speaks a recording in real time, after what is being spoken. @param samples PCM16 mono 16 kHz */
  public speak(samples: Int16Array): SpokenUtterance {
    const utterance = this.microphone.speak(samples);
    this.utterances.push(utterance);
    if (this.utterances.length > MAX_UTTERANCES) this.utterances.shift();
    return utterance;
  }

  /** @throws CallTimeoutError, naming `awaited`, once `timeoutMs` have passed */
  public until(awaited: string, condition: () => boolean, timeoutMs: number): Promise<void> {
    return until(this.clock, awaited, condition, timeoutMs);
  }

  /** Everything spoken was answered and heard: no turn is open, nobody speaks, nothing is to come. */
  public get settled(): boolean {
    const lastSpoken = this.utterances.at(-1);
    const quietSinceMs = this.clock.nowMs() - (lastSpoken?.endMs ?? -Infinity);
    const { userSpeaking, agentSpeaking, processing, hasOpenTurn } = this.record;
    return (
      quietSinceMs >= QUIET_AFTER_SPEECH_MS &&
      !userSpeaking &&
      !agentSpeaking &&
      !processing &&
      !hasOpenTurn &&
      this.queuedMs === 0
    );
  }

  /** Audio of the agent that has arrived and is still to be heard. */
  public get queuedMs(): number {
    return this.speaker?.queuedMs ?? 0;
  }

  /** The turn of the agent that was heard last, and how much of its audio. */
  public get played(): PlaybackPosition | undefined {
    return this.speaker?.played;
  }

  public get underruns(): number {
    return this.speaker?.underruns ?? 0;
  }

  /** The agent's voice as heard, for a file. */
  public get recording(): { readonly samples: Int16Array; readonly sampleRateHz: number } {
    const samples = this.speaker?.recording() ?? new Int16Array(0);
    return { samples, sampleRateHz: this.outputRateHz };
  }

  /** End of speech to first audible audio, as this side measured it (see `responseLatencyMs`). */
  public latencyMs(turn: number): number | null {
    const record = this.record.turns.get(turn);
    return record === undefined ? null : responseLatencyMs(record, this.utterances);
  }

  /** Hangs up and waits until the gateway has closed; closes by itself if it does not. */
  public async hangUp(): Promise<void> {
    this.microphone.stop();
    await this.client.hangUp();
    this.drop();
  }

  /** Vanishes without a word, as a lost connection does. */
  public drop(): void {
    this.microphone.stop();
    this.speaker?.stop();
    this.client.close();
  }
}
