import type { Clock } from '@voxrail/clock';
import type { SessionConfig, SessionEndingMessage } from '@voxrail/contracts';
import { VoxrailError } from '@voxrail/contracts';

import type { AgentRail } from './agent-rail';
import type { ClientChannel } from './client-channel';
import { Deadline } from './deadline';
import { SessionClient } from './session-client';
import type { SessionGrants } from './session-grants';
import type { SessionStatus } from './session-status';
import { NO_USAGE } from './session-usage';

/** Protocol section 1: a session that nobody opens ends. */
export const UNOPENED_MS = 60_000;

/** A client that lost its connection may come back for this long. */
export const GRACE_MS = 30_000;

const REPLACED_BEFORE_IT_OPENED: SessionEndingMessage = {
  reason: 'replaced',
  deadline_ms: 0,
  reconnect: false,
  summary: { turns: 0, duration_ms: 0, usage: NO_USAGE },
};

export interface OwnedSessionParts {
  readonly sid: string;
  readonly clock: Clock;
  readonly config: SessionConfig;
  readonly grants: SessionGrants;
  /** Claims the workers. @throws VoxrailError `capacity`, `rail_unavailable` naming the rail. */
  readonly open: (session: OwnedSession) => Promise<AgentRail>;
  /** Called once, when nothing is held any more. */
  readonly onEnded: () => void;
}

/** A session of this gateway, from its creation to its end, whether somebody is connected or not. */
export class OwnedSession {
  public readonly client = new SessionClient();
  private readonly createdAt = new Date();
  private rail: AgentRail | undefined;
  private opening: Promise<AgentRail> | undefined;
  private ended = false;
  private readonly unopened: Deadline;
  private readonly grace: Deadline;

  public constructor(private readonly parts: OwnedSessionParts) {
    this.unopened = new Deadline(parts.clock, () => {
      this.forget();
    });
    this.grace = new Deadline(parts.clock, () => {
      this.rail?.abandon();
    });
    this.unopened.arm(UNOPENED_MS);
  }

  public get sid(): string {
    return this.parts.sid;
  }

  public get config(): SessionConfig {
    return this.parts.config;
  }

  public get grants(): SessionGrants {
    return this.parts.grants;
  }

  public get agentRail(): AgentRail | undefined {
    return this.rail;
  }

  /**
   * The session is on `channel` from here on; who was on it before is told so and closed.
   * @throws VoxrailError of `open`; the session can be opened again.
   */
  public async attach(channel: ClientChannel): Promise<AgentRail> {
    this.rail?.suspend();
    this.grace.clear();
    this.client.attach(channel, this.rail?.goodbye('replaced') ?? REPLACED_BEFORE_IT_OPENED);
    if (this.rail !== undefined) return this.rail;
    this.opening ??= this.open();
    try {
      return await this.opening;
    } catch (error) {
      this.client.detach(channel);
      throw error;
    }
  }

  /** The connection is gone. Nothing happens when a newer one has taken over. */
  public detached(channel: ClientChannel): void {
    if (!this.client.detach(channel) || this.rail === undefined) return;
    this.rail.suspend();
    this.grace.arm(GRACE_MS);
  }

  /** The client has said goodbye. Nothing happens when a newer one has taken over. */
  public left(channel: ClientChannel): void {
    if (!this.client.detach(channel)) return;
    if (this.rail === undefined) this.forget();
    else this.rail.abandon();
  }

  public status(): SessionStatus {
    const { rail, client } = this;
    const connected = client.isThere ? 'active' : 'reconnecting';
    return {
      session_id: this.sid,
      state: rail === undefined ? 'created' : connected,
      agent_speaking: client.agentState.speaking,
      user_speaking: client.userIsSpeaking,
      processing: client.agentState.processing,
      muted: rail?.isMuted ?? false,
      turn: rail?.turn ?? 0,
      created_at: this.createdAt.toISOString(),
      metadata: rail?.metadata ?? this.config.metadata,
    };
  }

  /** @throws VoxrailError `tool_request_not_found`, `bad_request`. */
  public toolResult(requestId: string, answer: { result?: unknown; error?: string }): void {
    if (this.rail === undefined) {
      throw new VoxrailError('tool_request_not_found', 'the session has not been opened yet');
    }
    this.rail.toolResponse(requestId, answer);
  }

  public end(reason: 'deleted' | 'draining' | 'expired'): void {
    if (this.rail === undefined) this.forget();
    else this.rail.end(reason);
  }

  /** The rail has ended by itself. */
  public railEnded(): void {
    this.rail = undefined;
    this.forget();
  }

  private async open(): Promise<AgentRail> {
    this.unopened.clear();
    try {
      const rail = await this.parts.open(this);
      if (this.ended) {
        rail.abandon();
        throw new VoxrailError('session_not_found', 'the session has ended');
      }
      this.rail = rail;
      if (!this.client.isThere) this.grace.arm(GRACE_MS);
      return rail;
    } catch (error) {
      if (!this.ended) this.unopened.arm(UNOPENED_MS);
      throw error;
    } finally {
      this.opening = undefined;
    }
  }

  private forget(): void {
    if (this.ended) return;
    this.ended = true;
    this.unopened.clear();
    this.grace.clear();
    this.client.close();
    this.parts.onEnded();
  }
}
