import fc from 'fast-check';

import type { Connection, FleetGateway } from '../testing/fleet';
import { Fleet } from '../testing/fleet';

const GATEWAYS = 3;

/** From a lost connection, and from the last write of a gateway that is gone, to the end of everything. */
const ALL_IS_OVER_MS = 130_000;

type Step =
  | {
      readonly what: 'connect' | 'freeze' | 'thaw' | 'kill' | 'lose' | 'drain';
      readonly at: number;
    }
  | { readonly what: 'type' | 'report'; readonly value: number }
  | { readonly what: 'restart_broker' };

const at = fc.nat({ max: GATEWAYS - 1 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: fc.constant('connect' as const), at }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('freeze' as const), at }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('thaw' as const), at }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('kill' as const), at }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('drain' as const), at }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('lose' as const), at }) },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constant('type' as const), value: fc.nat({ max: 9 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('report' as const), value: fc.nat({ max: 2_500 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ what: 'restart_broker' as const }) },
);

const moment = fc.record({ step, thenMs: fc.constantFrom(0, 20, 200, 600, 1_500, 4_000, 20_000) });

/** What one run has come to. */
class Story {
  public readonly fleet = new Fleet(GATEWAYS);
  public sid = '';
  /** The newest connection, and all before it. */
  public current: Connection | undefined;
  public readonly connections: Connection[] = [];
  /** What the person has said, in order, to a gateway that had the session. */
  public readonly said: string[] = [];
  /** A broker and the only gateway that knew of the session are gone: then so is the session. */
  public wiped = false;

  public async begin(): Promise<void> {
    this.sid = await this.fleet.create(this.fleet.gateway(0));
    await this.connect(this.fleet.gateway(0));
  }

  public async connect(gateway: FleetGateway): Promise<void> {
    if (!gateway.process.isRunning) return;
    try {
      this.current = await this.fleet.connect(gateway, this.sid);
      this.connections.push(this.current);
    } catch (error) {
      // A drained gateway takes nobody; a session may have ended.
      expect(error).toMatchObject({
        code: expect.stringMatching(/capacity|session_not_found/) as unknown,
      });
    }
  }

  public async do(step_: Step): Promise<void> {
    const { fleet, current } = this;
    switch (step_.what) {
      case 'connect':
        await this.connect(fleet.gateway(step_.at));
        return;
      case 'freeze':
      case 'thaw':
        fleet.gateway(step_.at).process[step_.what]();
        return;
      case 'kill':
        fleet.gateway(step_.at).process.kill();
        fleet.gateways[step_.at] = fleet.start();
        fleet.gateways.pop();
        return;
      case 'drain': {
        const leaving = fleet.gateway(step_.at);
        if (!leaving.process.isRunning) return;
        await fleet.untilDone(leaving.manager.drain());
        fleet.gateways[step_.at] = fleet.start();
        fleet.gateways.pop();
        return;
      }
      case 'lose':
        if (current?.gateway.process.isRunning === true) {
          current.client.closed = true;
          current.gateway.manager.detached(this.sid, current.client);
        }
        return;
      case 'type':
        this.type(`words ${step_.value}`);
        return;
      case 'report':
        if (current !== undefined && this.isLive) {
          current.gateway.process.enter(() => {
            current.rail.reportPlayback(current.rail.turn, step_.value);
          });
        }
        return;
      case 'restart_broker':
        fleet.bus.setStatus('disconnected');
        fleet.bucket.wipe();
        await fleet.pass(20);
        fleet.bus.setStatus('connected');
        if (!this.isLive) this.wiped = true;
    }
  }

  /** Whether the person is heard at the moment. */
  public get isLive(): boolean {
    return this.current?.client.closed === false && this.current.gateway.process.isRunning;
  }

  private type(text: string): void {
    const { current } = this;
    if (current === undefined || !this.isLive) return;
    current.rail.type(text);
    this.said.push(text);
  }
}

/** Whoever has the session: what the workers are asked for only gets newer. */
function checkOrders({ fleet }: Story): void {
  for (const rail of ['asr', 'llm', 'tts'] as const) {
    const orders = fleet.agent.asked.filter((asked) => asked.rail === rail);
    let last = 0;
    for (const { order } of orders) {
      expect(order).toBeGreaterThan(last);
      last = order;
    }
  }
}

function checkClients({ connections }: Story): void {
  for (const { client } of connections) {
    const ended = client.all('turn_metrics').map(({ turn }) => turn);
    expect(new Set(ended).size).toBe(ended.length);
    expect(client.all('session_ending').length).toBeLessThanOrEqual(1);
    // Nothing follows the goodbye.
    const goodbye = client.log.findIndex(({ name }) => name === 'session_ending');
    if (goodbye >= 0) expect(client.log.slice(goodbye + 1)).toEqual([]);
  }
}

describe('several gateways, whatever happens to them,', () => {
  it('let one of them have a session, forget nothing that was said, and leave nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 14 }), async (moments) => {
        const story = new Story();
        const { fleet } = story;
        await story.begin();
        for (const { step: step_, thenMs } of moments) {
          await story.do(step_);
          await fleet.pass(thenMs);
        }
        for (const { process } of fleet.gateways) process.thaw();
        await fleet.pass(2_000);
        expect(fleet.gateways.filter(({ manager }) => manager.count > 0).length).toBeLessThan(2);

        await story.connect(fleet.gateway(0));
        await fleet.pass(1_000);
        const open = story.connections.filter(
          ({ client, gateway }) => !client.closed && gateway.process.isRunning,
        );
        expect(open.length).toBeLessThan(2);
        if (story.isLive) {
          story.current?.rail.type('the last words');
          await fleet.pass(100);
          const prompt =
            fleet.agent.asked.filter(({ rail }) => rail === 'llm').at(-1)?.prompt ?? [];
          const words = prompt.join(' ').match(/words \d|the last words/g);
          expect(words).toEqual([...story.said, 'the last words']);
          story.current?.rail.control('hangup');
        }
        checkOrders(story);
        checkClients(story);
        await fleet.pass(ALL_IS_OVER_MS);
        expect([fleet.agent.held, fleet.bucket.keys]).toEqual([0, []]);
        for (const { manager } of fleet.gateways) {
          expect(manager.count).toBe(0);
          await manager.drain();
        }
        expect([fleet.clock.pendingTimers, fleet.bus.subscriptionCount]).toEqual([0, 0]);
      }),
      { numRuns: Number(process.env['RUNS'] ?? 60) },
    );
  }, 900_000);
});
