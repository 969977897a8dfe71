import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';

import { Drain, Health, Readiness } from '@voxrail/service';

import { SessionRegistry } from '../claims/session-registry';
import type { RailSessionFactory } from '../rail-session';
import { RAIL_SESSION_FACTORY } from './rail-session-factory';

/** Ties the registry to the life of its service: readiness, session count, drain, end. */
@Injectable()
export class RailLifecycle implements OnModuleInit, OnModuleDestroy {
  public constructor(
    @Inject(SessionRegistry) private readonly registry: SessionRegistry,
    @Inject(RAIL_SESSION_FACTORY) private readonly factory: RailSessionFactory,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(Health) private readonly health: Health,
    @Inject(Drain) private readonly drain: Drain,
  ) {}

  public onModuleInit(): void {
    this.readiness.add({ name: 'models', check: () => this.factory.isReady?.() ?? true });
    this.health.add({ activeSessions: () => this.registry.size });
    this.drain.add({ name: 'sessions', drain: async () => this.registry.drain() });
  }

  public onModuleDestroy(): void {
    this.registry.closeAll();
  }
}
