import { randomBytes } from 'node:crypto';

import type { SessionConfigDto } from '@voxrail/contracts';
import { DEFAULT_SESSION_CONFIG, mergeSessionConfig, VoxrailError } from '@voxrail/contracts';
import type { BusStatus } from '@voxrail/messaging';
import type { Logger } from '@voxrail/observability';
import { metrics } from '@voxrail/observability';

import type { RailParts } from '../rails/session-rails';
import { SessionRails } from '../rails/session-rails';
import { AgentRail } from './agent-rail';
import type { ClientChannel } from './client-channel';
import { Deadline } from './deadline';
import { PlayoutScheduler } from './playout/playout-scheduler';
import { checkSupported } from './session-config-support';

export interface ConnectionManagerParts extends RailParts {
  readonly logger: Logger;
  /** Sessions at a time. */
  readonly capacity: number;
  /** `readClockId()` of this process. */
  readonly clockId: string;
}

/** Sessions outlive a broker that is away for this long. */
const BROKER_OUTAGE_MS = 30_000;

const SESSION_ID_BYTES = 16;

/** All sessions of this gateway. */
export class ConnectionManager {
  private readonly sessions = new Map<string, AgentRail>();
  private readonly scheduler: PlayoutScheduler;
  private readonly brokerOutage: Deadline;
  private readonly stopWatchingBroker: () => void;
  private opening = 0;
  private leaving = false;

  public constructor(private readonly parts: ConnectionManagerParts) {
    this.scheduler = new PlayoutScheduler(parts.clock);
    this.brokerOutage = new Deadline(parts.clock, () => {
      for (const session of this.all()) session.failFatally('the message broker is gone');
    });
    this.stopWatchingBroker = parts.bus.onStatus((status) => {
      this.onBrokerStatus(status);
    });
  }

  /**
   * Opens a session for `client`: a worker of each rail is claimed. It has to be started.
   * @throws VoxrailError `capacity`, `rail_unavailable` naming the rail, `bad_request` naming the field.
   */
  public async accept(change: SessionConfigDto, client: ClientChannel): Promise<AgentRail> {
    const config = mergeSessionConfig(DEFAULT_SESSION_CONFIG, change);
    checkSupported(config);
    if (this.leaving) throw new VoxrailError('capacity', 'the gateway is about to end');
    if (this.sessions.size + this.opening >= this.parts.capacity) {
      throw new VoxrailError('capacity', 'the gateway is full');
    }
    const sid = randomBytes(SESSION_ID_BYTES).toString('base64url');
    this.opening += 1;
    try {
      const rails = await SessionRails.open(this.parts, sid);
      const { clock, clockId, logger } = this.parts;
      const session = new AgentRail(
        {
          sid,
          clock,
          clockId,
          rails,
          client,
          scheduler: this.scheduler,
          logger: logger.child({ sid }),
          onEnded: () => {
            this.sessions.delete(sid);
          },
        },
        config,
      );
      this.sessions.set(sid, session);
      metrics.sessionsTotal.inc();
      return session;
    } finally {
      this.opening -= 1;
    }
  }

  /** The client is gone: everything of its session is released. Unknown ids are ignored. */
  public disconnect(sid: string): void {
    this.sessions.get(sid)?.abandon();
  }

  public get(sid: string): AgentRail | undefined {
    return this.sessions.get(sid);
  }

  public get count(): number {
    return this.sessions.size;
  }

  /** Accepts nobody from here on and ends every session; its client is told to connect elsewhere. */
  public drain(): void {
    this.leaving = true;
    this.stopWatchingBroker();
    this.brokerOutage.clear();
    for (const session of this.all()) session.end('draining');
  }

  private onBrokerStatus(status: BusStatus): void {
    switch (status) {
      case 'connected':
        this.brokerOutage.clear();
        this.parts.leases.endAll();
        return;
      case 'disconnected':
        this.brokerOutage.arm(BROKER_OUTAGE_MS);
        for (const session of this.all()) session.onBrokerLost();
        return;
      case 'closed':
        return;
    }
  }

  private all(): AgentRail[] {
    return [...this.sessions.values()];
  }
}
