import { until } from '@voxrail/testing';

import type { TestCaller } from '../../../apps/gateway/src/testing/test-caller';
import type { TestTransport } from '../../../apps/gateway/src/testing/transports';
import { newNonce } from '../nonce';
import { INTRUDER } from './odd-values';

const TURN_MS = 20_000;

/** It is here to be disturbed, and not to be the load. */
const PAUSE_MS = 250;

/** A session that holds a conversation of its own, about one word, while others misbehave. */
export class Neighbour {
  public readonly nonce = newNonce();
  public turns = 0;
  private talking: Promise<void> | undefined;
  private leaving = false;
  private over = 0;
  private read = 0;

  private constructor(private readonly caller: TestCaller) {}

  public static async join(transport: TestTransport, publicPort: number): Promise<Neighbour> {
    const caller = await transport.connect(publicPort, {});
    await caller.opened();
    return new Neighbour(caller);
  }

  /** Asks about its word, and has it said, again and again until `leave`. */
  public talk(): void {
    this.talking = this.converse();
    // It is waited for in `leave`; until then nobody would hear of a failure.
    this.talking.catch(() => undefined);
  }

  /** Hangs up after the turn that is under way. @throws Error where a turn did not end */
  public async leave(): Promise<void> {
    this.leaving = true;
    await this.talking;
    this.caller.send('control', { action: 'hangup' });
    await this.caller.gone();
  }

  /** What was sent to it and is not its own, and whatever went wrong. */
  public complaints(others: readonly Neighbour[]): string[] {
    const strange = [INTRUDER, ...others.filter((one) => one !== this).map(({ nonce }) => nonce)];
    return this.caller.received
      .map(({ name, args }) => `${name} ${JSON.stringify(args.filter((arg) => !isAudio(arg)))}`)
      .filter((text) => text.startsWith('error') || strange.some((word) => text.includes(word)));
  }

  private async converse(): Promise<void> {
    while (!this.leaving) {
      this.caller.send('text', { text: `${this.nonce} #words=3` });
      await this.turnOver();
      this.caller.send('say', { text: this.nonce });
      await this.turnOver();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  private async turnOver(): Promise<void> {
    this.turns += 1;
    await until(() => this.turnsOver() >= this.turns, TURN_MS, `turn ${this.turns} of a neighbour`);
  }

  /** Looks at what has come since it was last asked: a long conversation is not read again and again. */
  private turnsOver(): number {
    const { received } = this.caller;
    for (; this.read < received.length; this.read += 1) {
      if (received[this.read]?.name === 'turn_metrics') this.over += 1;
    }
    return this.over;
  }
}

function isAudio(value: unknown): boolean {
  return value instanceof Uint8Array || value instanceof ArrayBuffer;
}
