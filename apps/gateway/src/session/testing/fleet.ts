import { VirtualClock } from '@voxrail/clock';
import type { SessionConfigDto } from '@voxrail/contracts';
import { createLogger } from '@voxrail/observability';
import { InMemoryBus } from '@voxrail/testing';

import { RailClaims } from '../../rails/claim';
import { LeaseKeeper } from '../../rails/lease-keeper';
import { RailOffers } from '../../rails/rail-offers';
import type { AgentRail } from '../agent-rail';
import { ConnectionManager } from '../connection-manager';
import { ANYTHING } from './gateway-bench';
import { ProcessGate } from './process-gate';
import { RecordingClient } from './recording-client';
import { FleetWorkers } from './fleet-workers';

/** A client's connection to one gateway. */
export interface Connection {
  readonly gateway: FleetGateway;
  readonly client: RecordingClient;
  readonly rail: AgentRail;
}

/** One gateway of several, as a process that can be frozen, thawed, killed and drained. */
export class FleetGateway {
  public readonly process = new ProcessGate();
  public readonly manager: ConnectionManager;
  public readonly leases: LeaseKeeper;

  public constructor(
    fleet: Fleet,
    public readonly id: string,
  ) {
    const clock = this.process.clock(fleet.clock);
    const bus = this.process.bus(fleet.bus);
    const control = {
      request: async (subject: string, request: unknown): Promise<never> =>
        this.process.through(fleet.agent.request(subject, request)),
    };
    this.leases = new LeaseKeeper(control, bus, clock, id);
    this.manager = new ConnectionManager({
      bus,
      clock,
      leases: this.leases,
      claims: new RailClaims(control, id),
      offers: new RailOffers(control),
      logger: createLogger('gateway', { level: 'silent' }),
      capacity: 10,
      graceMs: 30_000,
      clockId: 'one-host',
      wallMs: () => fleet.clock.nowMs(),
    });
  }
}

/** Several gateways and one worker of each rail on one broker, on a virtual clock. */
export class Fleet {
  public readonly clock = new VirtualClock();
  public readonly bus = new InMemoryBus(this.clock);
  public readonly agent = new FleetWorkers(this.bus, this.clock);
  public readonly bucket = this.bus.bucket({ name: 'voxrail_sessions', ttlMs: 120_000 });
  public readonly gateways: FleetGateway[] = [];
  private serial = 0;

  public constructor(gateways: number) {
    for (let count = 0; count < gateways; count += 1) this.start();
  }

  public start(): FleetGateway {
    this.serial += 1;
    const gateway = new FleetGateway(this, `gateway-${String(this.serial).padStart(6, '0')}`);
    this.gateways.push(gateway);
    return gateway;
  }

  /** @throws RangeError when there is none. */
  public gateway(index: number): FleetGateway {
    const gateway = this.gateways[index];
    if (gateway === undefined) throw new RangeError(`there is no gateway ${index}`);
    return gateway;
  }

  public async create(gateway: FleetGateway, config: SessionConfigDto = {}): Promise<string> {
    return this.untilDone(gateway.manager.create(config, ANYTHING));
  }

  public async connect(gateway: FleetGateway, sid: string): Promise<Connection> {
    const client = new RecordingClient(this.clock);
    const rail = await this.untilDone(gateway.manager.attach(sid, client));
    rail.start(client);
    await this.pass(20);
    return { gateway, client, rail };
  }

  public async pass(ms: number): Promise<void> {
    await this.clock.advanceAsync(ms, 20);
    this.bus.deliver();
    await settle();
  }

  /** Lets time pass until `work` is done. @throws what it throws, and when it takes more than 10 s. */
  public async untilDone<T>(work: Promise<T>): Promise<T> {
    const progress = { isOver: false };
    const outcome = work.finally(() => {
      progress.isOver = true;
    });
    outcome.catch(() => undefined);
    await settle();
    for (let waited = 0; !progress.isOver && waited < 10_000; waited += 20) await this.pass(20);
    if (!progress.isOver) throw new Error('it did not come to an end in 10 s');
    return outcome;
  }
}

/** Lets everything happen that only waits for what has happened already. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
