import { VirtualClock } from '@voxrail/clock';
import type {
  ConnectedMessage,
  SessionEndingMessage,
  SessionEndingReason,
} from '@voxrail/contracts';
import fc from 'fast-check';

import type { ClientErrorCode } from '../client-error';
import { VoxrailClientError } from '../client-error';
import type { Link, LinkListener, StreamOpening } from '../transport/link';
import { Connection } from './connection';

const GIVE_UP_AFTER_MS = 20_000;
const ENDING = { deadline_ms: 0, summary: {} } as unknown as SessionEndingMessage;

/** One attempt to connect, of which the test says how it goes. */
class ScriptedLink implements Link {
  public waitingBytes = 0;
  public open = true;
  public readonly sent: string[] = [];
  public audio = 0;

  public constructor(
    public readonly url: string,
    public readonly opening: StreamOpening,
    private readonly listener: LinkListener,
  ) {}

  public sendAudio(): void {
    this.audio += 1;
  }

  public send(name: string): void {
    this.sent.push(name);
  }

  public close(): void {
    this.open = false;
  }

  public connected(token: string | undefined): void {
    const format = { encoding: 'pcm_s16le', sample_rate: 22_050, channels: 1 } as const;
    const message: ConnectedMessage = {
      session_id: 's',
      protocol: 'voice-agent.v1',
      resumed: false,
      turn: 0,
      audio_in: format,
      audio_out: format,
      ...(token === undefined ? {} : { token }),
    };
    this.listener.message('connected', message);
  }

  public ending(reason: SessionEndingReason, reconnect: boolean): void {
    this.listener.message('session_ending', { ...ENDING, reason, reconnect });
  }

  public renew(token: string): void {
    this.listener.message('token', { token, expires_at: '1970-01-01T00:10:00Z' });
  }

  public lose(code: ClientErrorCode = 'unreachable', final = false): void {
    if (!this.open) return;
    this.open = false;
    this.listener.closed({ reason: code, error: new VoxrailClientError(code, code), final });
  }
}

class Bench {
  public readonly clock = new VirtualClock();
  public readonly links: ScriptedLink[] = [];
  public readonly told: string[] = [];
  public readonly connection: Connection;

  public constructor(urls: readonly string[] = ['a'], giveUpAfterMs = GIVE_UP_AFTER_MS) {
    const opening = { kind: 'create', session: {} } as const;
    this.connection = new Connection(
      { urls, opening, openTimeoutMs: 10_000, giveUpAfterMs },
      {
        clock: this.clock,
        timeOfDayMs: () => this.clock.nowMs(),
        random: () => 0,
        openLink: (url, asked, listener) => {
          const link = new ScriptedLink(url, asked, listener);
          this.links.push(link);
          return link;
        },
      },
      {
        message: (name) => this.told.push(name),
        audio: () => undefined,
        reconnecting: ({ attempt }) => this.told.push(`reconnecting ${attempt}`),
        resumed: ({ awayMs, attempts }) => this.told.push(`resumed ${awayMs} ${attempts}`),
        ended: ({ expected, error }) => this.told.push(`ended ${error?.code ?? String(expected)}`),
      },
    );
  }

  public get link(): ScriptedLink {
    const link = this.links.at(-1);
    if (link === undefined) throw new Error('no link was opened');
    return link;
  }

  public opened(): this {
    this.connection.open();
    this.link.connected('first');
    return this;
  }
}

describe('Connection', () => {
  it('comes back with the latest token, waiting longer each time', () => {
    const bench = new Bench().opened();
    bench.link.renew('second');
    bench.link.lose();
    bench.clock.advance(200);
    bench.link.lose();
    bench.clock.advance(400);
    expect(bench.links).toHaveLength(3);
    expect(bench.link.opening).toEqual({ kind: 'join', sessionId: 's', token: 'second' });
    bench.link.connected('third');
    expect(bench.told.slice(2)).toEqual([
      'reconnecting 1',
      'reconnecting 2',
      'connected',
      'resumed 600 2',
    ]);
  });

  it('goes to the next address after a loss', () => {
    const bench = new Bench(['a', 'b']).opened();
    bench.link.lose();
    bench.clock.advance(200);
    expect(bench.links.map(({ url }) => url)).toEqual(['a', 'b']);
  });

  it('tries another gateway when one accepts and then says nothing', () => {
    const bench = new Bench(['a', 'b']).opened();
    bench.link.lose();
    bench.clock.advance(200);
    const frozen = bench.link;
    bench.clock.advance(3_400);
    expect(frozen.open).toBe(false);
    expect(bench.link.url).toBe('a');
    bench.link.connected('x');
    frozen.connected('stale');
    expect(bench.connection.phase).toBe('open');
  });

  it.each<[SessionEndingReason, boolean]>([
    ['replaced', true],
    ['replaced', false],
    ['hangup', false],
    ['deleted', false],
    ['idle', false],
    ['max_duration', false],
    ['expired', false],
    ['too_fast', false],
    ['bad_requests', false],
    ['slow', false],
  ])('does not come back after %s (reconnect: %s)', (reason, reconnect) => {
    const bench = new Bench().opened();
    bench.link.ending(reason, reconnect);
    bench.link.lose();
    expect(bench.told.at(-1)).toBe('ended true');
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it('does not come back without a token, nor where the close says that the session is gone', () => {
    const withoutToken = new Bench();
    withoutToken.connection.open();
    withoutToken.link.connected(undefined);
    withoutToken.link.lose();
    expect(withoutToken.told.at(-1)).toBe('ended unreachable');
    const bench = new Bench().opened();
    bench.link.lose('session_expired', true);
    expect(bench.told.at(-1)).toBe('ended session_expired');
  });

  it('gives up after its time, and says so', () => {
    const bench = new Bench().opened();
    bench.link.lose();
    for (let elapsed = 0; elapsed < GIVE_UP_AFTER_MS; elapsed += 100) {
      bench.clock.advance(100);
      bench.link.lose();
    }
    expect(bench.told.at(-1)).toBe('ended unreachable');
    expect(bench.clock.pendingTimers).toBe(0);
  });

  it('tries at once when told that the network is back', () => {
    const bench = new Bench().opened();
    bench.link.lose();
    bench.connection.hurry();
    expect(bench.links).toHaveLength(2);
    bench.connection.hurry();
    expect(bench.links).toHaveLength(2);
    expect(bench.clock.pendingTimers).toBe(1);
  });

  it('drops audio while away and when the network is too slow, and queues none', () => {
    const bench = new Bench().opened();
    const audio = new Uint8Array(640);
    expect(bench.connection.sendAudio(audio)).toBe(true);
    bench.link.waitingBytes = 200_000;
    expect(bench.connection.sendAudio(audio)).toBe(false);
    bench.link.lose();
    expect(bench.connection.sendAudio(audio)).toBe(false);
    bench.clock.advance(200);
    bench.link.connected('x');
    expect(bench.link.audio).toBe(0);
  });

  it('has one link at most, ends once, and leaves nothing behind, whatever happens', () => {
    const act = fc.oneof(
      fc.constantFrom<(bench: Bench) => void>(
        ({ link }) => {
          link.connected('t');
        },
        ({ link }) => {
          link.lose();
        },
        ({ link }) => {
          link.lose('session_not_found', true);
        },
        ({ link }) => {
          link.lose('capacity');
        },
        ({ link }) => {
          link.ending('draining', true);
        },
        ({ link }) => {
          link.renew('u');
        },
        ({ connection }) => {
          connection.hurry();
        },
        ({ connection }) => {
          connection.sendAudio(new Uint8Array(2));
        },
      ),
      fc.integer({ min: 1, max: 15_000 }).map((ms) => (bench: Bench) => {
        bench.clock.advance(ms);
      }),
    );
    const rare = fc.constantFrom<(bench: Bench) => void>(
      ({ link }) => {
        link.ending('replaced', true);
      },
      ({ connection }) => {
        connection.expectEnd();
      },
      ({ connection }) => {
        connection.close();
      },
    );
    const acts = fc.array(
      fc.oneof({ weight: 12, arbitrary: act }, { weight: 1, arbitrary: rare }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(acts, fc.integer({ min: 1, max: 3 }), (steps, addresses) => {
        const bench = new Bench(['a', 'b', 'c'].slice(0, addresses));
        bench.connection.open();
        let linksAtEnd: number | undefined;
        for (const step of steps) {
          step(bench);
          const ended = bench.told.filter((told) => told.startsWith('ended')).length;
          expect(bench.links.filter(({ open }) => open).length).toBeLessThanOrEqual(1);
          expect(ended).toBe(bench.connection.phase === 'ended' ? 1 : 0);
          if (ended === 0) continue;
          linksAtEnd ??= bench.links.length;
          expect(bench.links).toHaveLength(linksAtEnd);
          expect(bench.told.at(-1)).toMatch(/^ended/);
          expect(bench.links.some(({ open }) => open)).toBe(false);
          expect(bench.clock.pendingTimers).toBe(0);
        }
        bench.connection.close();
        expect(bench.clock.pendingTimers).toBe(0);
      }),
    );
  });

  it('never waits without end for a gateway that does not answer', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (silent) => {
        const bench = new Bench().opened();
        bench.link.lose();
        for (const isSilent of silent) {
          bench.clock.advance(3_000);
          if (!isSilent) bench.link.lose();
        }
        bench.clock.advance(GIVE_UP_AFTER_MS + 3_000 + 3_000);
        expect(bench.connection.phase).toBe('ended');
      }),
    );
  });
});
