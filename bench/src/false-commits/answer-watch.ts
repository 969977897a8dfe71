import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';

import type { Caller } from '@voxrail/caller';
import type { Clock } from '@voxrail/clock';

/** Audio of one turn as the client got it. */
export interface TurnAudio {
  samples: number;
  readonly audio: Hash;
}

interface AnswerEvent {
  readonly atMs: number;
  readonly aloud: boolean;
}

/** What came to a client that only a turn may bring of which it is certain what was said. */
export class AnswerWatch {
  public readonly audio = new Map<number, TurnAudio>();
  private readonly events: AnswerEvent[] = [];

  public constructor(
    { client }: Caller,
    private readonly clock: Clock,
  ) {
    client.on('audio', ({ turn, samples }) => {
      this.note(true);
      const heard = this.audio.get(turn) ?? { samples: 0, audio: createHash('sha1') };
      heard.samples += samples.length;
      heard.audio.update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
      this.audio.set(turn, heard);
    });
    client.on('agent_state', ({ speaking, processing }) => {
      if (speaking || processing) this.note(false);
    });
    for (const name of ['agent_text', 'tool_request', 'turn_metrics'] as const) {
      client.on(name, () => {
        this.note(false);
      });
    }
  }

  /** Whether anything of an answer came in that time; with `aloud`, whether audio did. */
  public answeredWithin(fromMs: number, toMs: number, aloud: boolean): boolean {
    return this.events.some(
      (event) => event.atMs > fromMs && event.atMs < toMs && (event.aloud || !aloud),
    );
  }

  private note(aloud: boolean): void {
    this.events.push({ atMs: this.clock.nowMs(), aloud });
  }
}
