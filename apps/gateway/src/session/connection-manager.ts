import { randomBytes } from 'node:crypto';

import type { SessionConfigDto } from '@voxrail/contracts';
import {
  DEFAULT_SESSION_CONFIG,
  isSessionId,
  mergeSessionConfig,
  VoxrailError,
} from '@voxrail/contracts';
import type { BusStatus, StateBucket } from '@voxrail/messaging';
import type { Logger } from '@voxrail/observability';
import { metrics } from '@voxrail/observability';

import type { RailOffers } from '../rails/rail-offers';
import type { WantedVoice } from '../rails/wanted-voice';
import type { RailParts } from '../rails/session-rails';
import { SessionRails } from '../rails/session-rails';
import { AccountSessions } from './accounts/account-sessions';
import { AgentRail } from './agent-rail';
import type { ClientChannel } from './client-channel';
import { FreezeWatch } from './continuity/freeze-watch';
import { newConversation } from './continuity/new-conversation';
import { RemoteSessions } from './continuity/remote-sessions';
import { SessionPeers } from './continuity/session-peers';
import { Deadline } from './deadline';
import type { Beginning } from './owned-session';
import { notFound, OwnedSession } from './owned-session';
import { PlayoutScheduler } from './playout/playout-scheduler';
import { checkSupported } from './session-config-support';
import type { SessionGrants } from './session-grants';
import { applyGrants } from './session-grants';
import { recordRefusedSession } from './session-metrics';
import type { SessionStatus } from './session-status';

export interface ConnectionManagerParts extends RailParts {
  readonly offers: RailOffers;
  readonly logger: Logger;
  /** Sessions at a time. */
  readonly capacity: number;
  /** How long a client that lost its connection may come back. */
  readonly graceMs: number;
  /** `readClockId()` of this process. */
  readonly clockId: string;
  /** Time of day in milliseconds. Default: the system's. */
  readonly wallMs?: () => number;
}

/** Sessions outlive a broker that is away for this long. */
const BROKER_OUTAGE_MS = 30_000;

/** Four times what lies between two writes of a session that is alive. */
const BUCKET = { name: 'voxrail_sessions', ttlMs: 120_000 };

const SESSION_ID_BYTES = 16;

/**
 * All sessions of this gateway, and the way to those of the others. It asks nobody for credentials:
 * whoever calls it has.
 */
export class ConnectionManager {
  private readonly sessions = new Map<string, OwnedSession>();
  private readonly scheduler: PlayoutScheduler;
  private readonly bucket: StateBucket;
  private readonly accounts: AccountSessions;
  private readonly peers: SessionPeers;
  private readonly elsewhere: RemoteSessions;
  private readonly freeze: FreezeWatch;
  private readonly brokerOutage: Deadline;
  private readonly stopWatchingBroker: () => void;
  private leaving = false;

  public constructor(private readonly parts: ConnectionManagerParts) {
    const { clock, bus, claims, graceMs } = parts;
    this.scheduler = new PlayoutScheduler(clock);
    this.bucket = bus.bucket(BUCKET);
    const { gatewayId } = claims;
    this.accounts = new AccountSessions({ bus, clock, gatewayId, graceMs });
    this.peers = new SessionPeers(bus, gatewayId);
    this.elsewhere = new RemoteSessions(this.peers, this.bucket, clock);
    this.freeze = new FreezeWatch(clock, () => {
      for (const session of this.all()) session.suspect();
    });
    this.brokerOutage = new Deadline(clock, () => {
      for (const session of this.all())
        session.agentRail?.failFatally('the message broker is gone');
    });
    this.stopWatchingBroker = bus.onStatus((status) => {
      this.onBrokerStatus(status);
    });
    this.findBucket();
  }

  /**
   * A session that nobody has opened yet, and for which no worker is claimed. It ends when nobody does
   * within 60 s.
   * @param mostSessions that its owner may have at a time, over all gateways.
   * @returns its id, which every gateway knows by then.
   * @throws VoxrailError `capacity`, `rate_limited`, `bad_request` naming the field, also for a voice or a
   *   language that the models do not know, `forbidden` naming the tool.
   */
  public async create(
    change: SessionConfigDto,
    grants: SessionGrants,
    mostSessions = Number.POSITIVE_INFINITY,
  ): Promise<string> {
    const config = applyGrants(mergeSessionConfig(DEFAULT_SESSION_CONFIG, change), grants);
    checkSupported(config);
    await this.checkVoice(change);
    const sid = randomBytes(SESSION_ID_BYTES).toString('base64url');
    await this.accounts.admit(grants.owner, sid, mostSessions);
    try {
      await this.add(sid).create(newConversation(config), grants);
    } catch (error) {
      this.accounts.release(grants.owner, sid);
      throw error;
    }
    return sid;
  }

  /** @throws VoxrailError `bad_request` naming the voice or language that the models do not know. */
  public async checkVoice(wanted: WantedVoice): Promise<void> {
    await this.parts.offers.check(wanted);
  }

  /**
   * Opens the session for `channel`, or goes on with it there: after a loss of the connection, in
   * place of another one, which is told `replaced` and closed, or in place of another gateway. The rail
   * has to be started for `channel`. A failure to open leaves the session as it was.
   * @throws VoxrailError `session_not_found`, `capacity`, `rail_unavailable` naming the rail.
   */
  public async attach(sid: string, channel: ClientChannel): Promise<AgentRail> {
    const session = (await this.find(sid)) ?? this.add(sid);
    return session.attach(channel);
  }

  /** The connection is gone; its client may come back. Nothing happens if a newer one has taken over. */
  public detached(sid: string, channel: ClientChannel): void {
    this.sessions.get(sid)?.detached(channel);
  }

  /** The client has said goodbye: its session ends, unless a newer connection has taken over. */
  public left(sid: string, channel: ClientChannel): void {
    this.sessions.get(sid)?.left(channel);
  }

  /** Of any session, whichever gateway has it. @throws VoxrailError `session_not_found`. */
  public async status(sid: string): Promise<SessionStatus> {
    const session = await this.find(sid);
    return session === undefined ? this.elsewhere.status(sid) : session.status();
  }

  /**
   * What a tool call has come to, of any session.
   * @throws VoxrailError `session_not_found`, `tool_request_not_found`, `bad_request`.
   */
  public async toolResult(
    sid: string,
    requestId: string,
    answer: { result?: unknown; error?: string },
  ): Promise<void> {
    const session = await this.find(sid);
    if (session === undefined) await this.elsewhere.toolResult(sid, requestId, answer);
    else await session.toolResult(requestId, answer);
  }

  /** Ends any session; a client that is connected is told (`deleted`). @throws VoxrailError `session_not_found`. */
  public async remove(sid: string): Promise<void> {
    const session = await this.find(sid);
    if (session === undefined) await this.elsewhere.remove(sid);
    else session.end('deleted');
  }

  /** What `owner` may do has been taken back: his sessions on this gateway end, their clients are told (`expired`). */
  public revoke(owner: string): void {
    for (const session of this.all()) {
      if (session.grants?.owner === owner) session.end('expired');
    }
  }

  public get count(): number {
    return this.sessions.size;
  }

  /**
   * Accepts nobody from here on and lets go of every session; its client is told to connect elsewhere,
   * where it goes on. Resolves when every session's state is written.
   */
  public async drain(): Promise<void> {
    this.leaving = true;
    this.stopWatchingBroker();
    this.brokerOutage.clear();
    this.freeze.stop();
    this.accounts.stop();
    await Promise.all(this.all().map(async (session) => session.drain()));
  }

  /** @throws VoxrailError `capacity`, `session_not_found` where the id cannot be one. */
  private add(sid: string): OwnedSession {
    if (!isSessionId(sid)) throw notFound();
    if (this.leaving) throw new VoxrailError('capacity', 'the gateway is about to end');
    if (this.sessions.size >= this.parts.capacity) {
      recordRefusedSession('gateway_full');
      throw new VoxrailError('capacity', 'the gateway is full');
    }
    const { clock, graceMs, wallMs = Date.now } = this.parts;
    const { bucket, peers } = this;
    const session = new OwnedSession({
      ...{ sid, clock, wallMs, bucket, peers, graceMs },
      open: async (owned, beginning) => this.open(owned, beginning),
      beforeAnswer: () => {
        this.freeze.check();
      },
      onEnded: () => {
        if (this.sessions.get(sid) === session) this.sessions.delete(sid);
        if (session.grants !== undefined) this.accounts.release(session.grants.owner, sid);
      },
    });
    this.sessions.set(sid, session);
    return session;
  }

  /** The session, where it is this gateway's. */
  private async find(sid: string): Promise<OwnedSession | undefined> {
    this.freeze.check();
    const session = this.sessions.get(sid);
    return session !== undefined && (await session.isOurs()) ? session : undefined;
  }

  private async open(owned: OwnedSession, beginning: Beginning): Promise<AgentRail> {
    const { sid, client, ownership } = owned;
    const { before, grants, inherited } = beginning;
    const { clock, clockId, logger } = this.parts;
    if (inherited !== undefined) this.accounts.adopt(grants.owner, sid);
    const rails = await SessionRails.open(this.parts, sid, async () => ownership.confirm());
    if (inherited === undefined) metrics.sessionsTotal.inc();
    return new AgentRail({
      ...{ sid, clock, clockId, rails, client, grants, before, inherited },
      scheduler: this.scheduler,
      logger: logger.child({ sid }),
      onChanged: () => {
        void ownership.save();
      },
      onEnded: (how) => {
        owned.railEnded(how);
      },
    });
  }

  private onBrokerStatus(status: BusStatus): void {
    switch (status) {
      case 'connected':
        this.brokerOutage.clear();
        this.parts.leases.endAll();
        this.findBucket();
        this.accounts.brokerIsBack();
        // It may have been restarted, and then has forgotten all of them.
        for (const session of this.all()) void session.ownership.save();
        return;
      case 'disconnected':
        this.brokerOutage.arm(BROKER_OUTAGE_MS);
        for (const session of this.all()) session.agentRail?.onBrokerLost();
        return;
      case 'closed':
        return;
    }
  }

  /** The bucket is made where it is missing; no session has to wait for that. */
  private findBucket(): void {
    void this.bucket.read('none').catch(() => undefined);
  }

  private all(): OwnedSession[] {
    return [...this.sessions.values()];
  }
}
