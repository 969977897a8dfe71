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
import { OwnedSession } from './owned-session';
import { PlayoutScheduler } from './playout/playout-scheduler';
import { checkSupported } from './session-config-support';
import type { SessionGrants } from './session-grants';
import { applyGrants } from './session-grants';
import type { SessionStatus } from './session-status';

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

/** All sessions of this gateway. It asks nobody for credentials: whoever calls it has. */
export class ConnectionManager {
  private readonly sessions = new Map<string, OwnedSession>();
  private readonly scheduler: PlayoutScheduler;
  private readonly brokerOutage: Deadline;
  private readonly stopWatchingBroker: () => void;
  private leaving = false;

  public constructor(private readonly parts: ConnectionManagerParts) {
    this.scheduler = new PlayoutScheduler(parts.clock);
    this.brokerOutage = new Deadline(parts.clock, () => {
      for (const session of this.all())
        session.agentRail?.failFatally('the message broker is gone');
    });
    this.stopWatchingBroker = parts.bus.onStatus((status) => {
      this.onBrokerStatus(status);
    });
  }

  /**
   * A session that nobody has opened yet, and for which no worker is claimed. It ends when nobody does
   * within 60 s.
   * @returns its id.
   * @throws VoxrailError `capacity`, `bad_request` naming the field, `forbidden` naming the tool.
   */
  public async create(change: SessionConfigDto, grants: SessionGrants): Promise<string> {
    const config = applyGrants(mergeSessionConfig(DEFAULT_SESSION_CONFIG, change), grants);
    checkSupported(config);
    this.checkCapacity();
    const sid = randomBytes(SESSION_ID_BYTES).toString('base64url');
    const session = new OwnedSession({
      sid,
      config,
      grants,
      clock: this.parts.clock,
      open: async (owned) => this.open(owned),
      onEnded: () => {
        this.sessions.delete(sid);
      },
    });
    this.sessions.set(sid, session);
    return Promise.resolve(sid);
  }

  /**
   * Opens the session for `channel`, or goes on with it there: after a loss of the connection, or in
   * place of another one, which is told `replaced` and closed. The rail has to be started for `channel`.
   * A failure to open leaves the session as it was.
   * @throws VoxrailError `session_not_found`, `capacity`, `rail_unavailable` naming the rail.
   */
  public async attach(sid: string, channel: ClientChannel): Promise<AgentRail> {
    return this.find(sid).attach(channel);
  }

  /** The connection is gone; its client may come back for 30 s. Nothing happens if a newer one has taken over. */
  public detached(sid: string, channel: ClientChannel): void {
    this.sessions.get(sid)?.detached(channel);
  }

  /** The client has said goodbye: its session ends, unless a newer connection has taken over. */
  public left(sid: string, channel: ClientChannel): void {
    this.sessions.get(sid)?.left(channel);
  }

  /** @throws VoxrailError `session_not_found`. */
  public async status(sid: string): Promise<SessionStatus> {
    return Promise.resolve(this.find(sid).status());
  }

  /**
   * What a tool call has come to.
   * @throws VoxrailError `session_not_found`, `tool_request_not_found`, `bad_request`.
   */
  public async toolResult(
    sid: string,
    requestId: string,
    answer: { result?: unknown; error?: string },
  ): Promise<void> {
    this.find(sid).toolResult(requestId, answer);
    await Promise.resolve();
  }

  /** Ends the session; a client that is connected is told (`deleted`). @throws VoxrailError `session_not_found`. */
  public async remove(sid: string): Promise<void> {
    this.find(sid).end('deleted');
    await Promise.resolve();
  }

  /** What `owner` may do has been taken back: his sessions on this gateway end, their clients are told (`expired`). */
  public revoke(owner: string): void {
    for (const session of this.all()) {
      if (session.grants.owner === owner) session.end('expired');
    }
  }

  /** Sessions of `owner` on this gateway. */
  public countOf(owner: string): number {
    return this.all().filter(({ grants }) => grants.owner === owner).length;
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

  private checkCapacity(): void {
    if (this.leaving) throw new VoxrailError('capacity', 'the gateway is about to end');
    if (this.sessions.size >= this.parts.capacity) {
      throw new VoxrailError('capacity', 'the gateway is full');
    }
  }

  private find(sid: string): OwnedSession {
    const session = this.sessions.get(sid);
    if (session !== undefined) return session;
    throw new VoxrailError('session_not_found', 'there is no session with this id');
  }

  private async open(owned: OwnedSession): Promise<AgentRail> {
    const { sid, client, config, grants } = owned;
    const rails = await SessionRails.open(this.parts, sid);
    const { clock, clockId, logger } = this.parts;
    metrics.sessionsTotal.inc();
    return new AgentRail(
      {
        sid,
        clock,
        clockId,
        rails,
        client,
        grants,
        scheduler: this.scheduler,
        logger: logger.child({ sid }),
        onEnded: () => {
          owned.railEnded();
        },
      },
      config,
    );
  }

  private onBrokerStatus(status: BusStatus): void {
    switch (status) {
      case 'connected':
        this.brokerOutage.clear();
        this.parts.leases.endAll();
        return;
      case 'disconnected':
        this.brokerOutage.arm(BROKER_OUTAGE_MS);
        for (const session of this.all()) session.agentRail?.onBrokerLost();
        return;
      case 'closed':
        return;
    }
  }

  private all(): OwnedSession[] {
    return [...this.sessions.values()];
  }
}
