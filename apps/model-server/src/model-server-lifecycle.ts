import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { LOGGER } from '@voxrail/observability';
import type { Logger } from '@voxrail/observability';
import { Drain, Health, Readiness } from '@voxrail/service';

import { ModelHost } from './hosting/model-host';
import { InferenceServer } from './kserve/inference-server';
import { ModelServerConfig } from './model-server-config';

/** Ties models and gRPC port to the life of the service: ready when all models are, drained before its end. */
@Injectable()
export class ModelServerLifecycle implements OnApplicationBootstrap, OnModuleDestroy {
  public constructor(
    @Inject(ModelServerConfig) private readonly config: ModelServerConfig,
    @Inject(ModelHost) private readonly host: ModelHost,
    @Inject(InferenceServer) private readonly server: InferenceServer,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(Health) private readonly health: Health,
    @Inject(Drain) private readonly drain: Drain,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  public async onApplicationBootstrap(): Promise<void> {
    for (const model of this.host.models) {
      const name = `model ${model.definition.name}`;
      this.readiness.add({ name, check: () => model.state === 'READY' });
    }
    this.health.add({
      triton: () => (this.host.ready ? 'up' : 'down'),
      activeSessions: () => this.workInHand,
    });
    this.drain.add({ name: 'inference', drain: () => this.server.close() });
    await this.listen();
  }

  /** Requests that are worked on, and utterances whose end has not come. */
  private get workInHand(): number {
    return this.host.models.reduce(
      (sum, model) => sum + model.runningJobs + model.liveSequences,
      0,
    );
  }

  private async listen(): Promise<void> {
    const { grpcHost: host, grpcPort } = this.config;
    try {
      const port = await this.server.listen(host, grpcPort);
      this.logger.info('serving inference', { host, port });
    } catch (cause) {
      throw new Error(`VOXRAIL_GRPC_PORT: cannot listen on ${host}:${grpcPort}`, { cause });
    }
  }

  public onModuleDestroy(): Promise<void> {
    return this.host.close();
  }
}
