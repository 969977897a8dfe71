import type { AudioEndMessage, ToolRequestMessage } from '@voxrail/contracts';
import { until } from '@voxrail/testing';

import { newNonce } from './nonce';
import { RawClient } from './raw-client';

const TURN_MS = 20_000;

const NOTE_TOOL = {
  name: 'take_note',
  description: 'Takes a note of something',
  parameters: { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] },
};

/**
 * A session in which one word goes everywhere where words go: into its configuration, through the
 * language model, into a tool call and back, and through speech synthesis.
 */
export class NonceSession {
  private answered = 0;

  private constructor(
    public readonly client: RawClient,
    public readonly nonce: string,
  ) {
    client.socket.on('tool_request', ({ request_id }: ToolRequestMessage) => {
      client.send('tool_response', { request_id, result: { note: `${nonce} is noted` } });
    });
  }

  public static async join(
    url: string,
    change: Readonly<Record<string, unknown>> = {},
  ): Promise<NonceSession> {
    const nonce = newNonce();
    const session = {
      instructions: `${nonce} is what this is about.`,
      greeting: nonce,
      tools: [NOTE_TOOL],
      metadata: { nonce },
      ...change,
    };
    const joined = new NonceSession(await RawClient.open(url, { session }), nonce);
    await joined.turnOver();
    return joined;
  }

  /** Asks for a tool to be called with the word, and has it said so often. */
  public async talk(rounds: number, repetitions = 1): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      this.client.send('text', { text: `#tool #words=4 Take a note about ${this.nonce}` });
      await this.turnOver();
      this.client.send('say', { text: Array(repetitions).fill(this.nonce).join(' ') });
      await this.turnOver();
    }
  }

  /** Everything that the client was told, as text. */
  public get heard(): string {
    return JSON.stringify(this.client.heard);
  }

  public get speechLengthsMs(): number[] {
    return this.client.all<AudioEndMessage>('audio_end').map(({ duration_ms }) => duration_ms);
  }

  /** Waits until one more turn is over. */
  public async turnOver(): Promise<void> {
    this.answered += 1;
    const wanted = this.answered;
    await until(
      () => this.client.all('turn_metrics').length >= wanted,
      TURN_MS,
      `${wanted} turns to be over`,
    );
  }

  public async hangUp(): Promise<void> {
    this.client.send('control', { action: 'hangup' });
    await until(() => !this.client.socket.connected, 10_000, 'the end of the session');
    this.client.close();
  }
}
