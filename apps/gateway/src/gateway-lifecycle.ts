import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { Drain, Health, METRICS_REGISTRY } from '@voxrail/service';
import type { Registry } from 'prom-client';

import { ApiKeys } from './edge/credentials/api-keys';
import { ConnectionManager } from './session/connection-manager';
import { gatewayMetrics } from './session/session-metrics';

/** Ties the sessions to the life of the service: count, metrics, revoked keys, drain, end. */
@Injectable()
export class GatewayLifecycle implements OnModuleInit, OnModuleDestroy {
  public constructor(
    @Inject(ConnectionManager) private readonly connections: ConnectionManager,
    @Inject(Health) private readonly health: Health,
    @Inject(Drain) private readonly drain: Drain,
    @Inject(ApiKeys) private readonly apiKeys: ApiKeys,
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
  ) {}

  public onModuleInit(): void {
    this.health.add({ activeSessions: () => this.connections.count });
    this.drain.add({
      name: 'sessions',
      drain: async () => this.connections.drain(),
    });
    this.apiKeys.onRevoked((owner) => {
      this.connections.revoke(owner);
    });
    for (const metric of Object.values(gatewayMetrics)) this.registry.registerMetric(metric);
  }

  public async onModuleDestroy(): Promise<void> {
    await this.connections.drain();
  }
}
