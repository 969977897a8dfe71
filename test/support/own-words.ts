import { CallRecord } from '@voxrail/caller';
import { VoxrailClient } from '@voxrail/client';
import { SystemClock } from '@voxrail/clock';
import { AwakeClock, until } from '@voxrail/testing';

import { newNonce } from './nonce';

const TURN_MS = 40_000;

/** Longer than a gateway takes to go on with what another has left. */
const QUIET_MS = 500;

/** A machine that stalls says nothing about whether there is something to say. */
const clock = new AwakeClock();

/** One of many typed conversations, each about a word of its own. */
export class OwnWords {
  public readonly nonce = newNonce();
  /** How often its connection was lost and taken up again. */
  public returns = 0;
  private readonly client: VoxrailClient;
  private readonly record: CallRecord;
  private readonly told: string[] = [];
  private turnsOver = 0;
  private sampleRateHz = Number.NaN;

  public constructor(url: string) {
    this.client = new VoxrailClient({ url });
    this.record = new CallRecord(this.client, new SystemClock(), () => this.sampleRateHz);
    this.client.on('agent_text', (message) => this.told.push(JSON.stringify(message)));
    this.client.on('transcript', (message) => this.told.push(JSON.stringify(message)));
    this.client.on('resumed', () => (this.returns += 1));
    this.client.on('turn_metrics', () => (this.turnsOver += 1));
  }

  public async open(): Promise<void> {
    this.sampleRateHz = (await this.client.connect()).audio_out.sample_rate;
  }

  /** Types it, and waits until the answer has been spoken. */
  public async ask(
    directives: string,
  ): Promise<{ readonly said: string; readonly answer: string }> {
    const said = `${this.nonce} ${directives}`;
    const before = this.turnsOver;
    this.client.text(said);
    await until(() => this.turnsOver > before, TURN_MS, `the answer to ${said}`);
    const turn = [...this.record.turns.values()].findLast(({ transcript }) => transcript === said);
    return { said, answer: turn?.agentText ?? '' };
  }

  /** The agent has nothing to say any more, also nothing that it says again after a loss. */
  public async quiet(): Promise<void> {
    const { record } = this;
    const speaks = (): boolean => record.agentSpeaking || record.processing || record.hasOpenTurn;
    let quietSinceMs = clock.nowMs();
    const quiet = (): boolean => {
      if (speaks()) quietSinceMs = clock.nowMs();
      return clock.nowMs() - quietSinceMs > QUIET_MS;
    };
    await until(quiet, TURN_MS, `quiet after ${this.nonce}`);
  }

  /** What was told to it that belongs to one of the others, and all that went wrong. */
  public complaints(others: readonly OwnWords[]): string[] {
    const strange = others.filter((one) => one !== this).map(({ nonce }) => nonce);
    const foreign = this.told.filter((text) => strange.some((word) => text.includes(word)));
    const { errors, deadChunks } = this.record;
    const dead = deadChunks === 0 ? [] : [`${deadChunks} chunks of dead turns`];
    return [...foreign, ...dead, ...errors.map((error) => JSON.stringify(error))];
  }

  public async hangUp(): Promise<void> {
    await this.client.hangUp();
    this.client.close();
  }
}
