import type { AddressInfo, Server } from 'node:net';

import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';

import type { MessageBus } from '@voxrail/messaging';
import { MESSAGE_BUS, MessagingModule } from '@voxrail/messaging';
import { NestLogger } from '@voxrail/observability';

import type { InfrastructureConfig } from '../config/infrastructure-config';
import { InternalServer } from '../internal-http/internal-server';
import type { ServiceParts } from '../service.module';
import { ServiceModule } from '../service.module';
import type { ServiceOptions } from '../service-options';
import { announceReadiness } from './announce-readiness';
import { ControlPlane } from './control-plane';
import { Shutdown } from './shutdown';
import { explainListenError } from './start-error';

/** The phases of a shutdown, in milliseconds: together under 4 s, which a supervisor waits at least. */
const DRAIN_MS = 2_000;
const CLOSE_MS = 1_200;
const INTERNAL_CLOSE_MS = 300;

interface Ports {
  readonly internalPort: number;
  readonly publicPort?: number;
}

/** A service from its first port to its last phase. */
export class RunningService {
  public readonly shutdown: Shutdown;
  private readonly internal: InternalServer;
  private app: NestExpressApplication | undefined;
  private controlPlane: ControlPlane | undefined;

  public constructor(
    private readonly options: ServiceOptions,
    private readonly config: Readonly<InfrastructureConfig>,
    private readonly parts: ServiceParts,
  ) {
    const { health, readiness, registry, logger, clock } = parts;
    this.internal = new InternalServer(health, readiness, registry, logger);
    this.shutdown = new Shutdown(clock, logger, [
      { name: 'drain', deadlineMs: DRAIN_MS, run: async () => this.drain() },
      { name: 'close', deadlineMs: CLOSE_MS, run: async () => this.close() },
      {
        name: 'internal port',
        deadlineMs: INTERNAL_CLOSE_MS,
        run: async () => this.internal.close(),
      },
    ]);
  }

  /**
   * The internal port opens first, so that a start that takes long can be watched.
   * @throws StartError for a port that cannot be had; any error of the service's own module.
   */
  public async start(): Promise<void> {
    let initialized = false;
    this.parts.readiness.add({ name: 'start', check: () => initialized });
    const internalPort = await this.listenInternally();
    const app = await this.createApp();
    this.app = app;
    await app.init();
    const publicPort = await this.listenPublicly(app);
    initialized = true;
    this.controlPlane?.start();
    const ports: Ports = { internalPort, ...(publicPort === undefined ? {} : { publicPort }) };
    this.parts.logger.info('listening', ports);
    announceReadiness(this.parts, this.shutdown, ports);
  }

  private async createApp(): Promise<NestExpressApplication> {
    const { name, module, controlPlane } = this.options;
    const endpoint = { url: this.config.natsUrl, name };
    const imports = [ServiceModule.forRoot(this.parts)];
    if (controlPlane === true) imports.push(MessagingModule.forRoot(endpoint));
    const root = { module: ServiceRoot, imports: [...imports, module] };
    const app = await NestFactory.create<NestExpressApplication>(root, {
      logger: new NestLogger(this.parts.logger),
      abortOnError: false,
      // A client that keeps its connection open must not hold up the end.
      forceCloseConnections: true,
    });
    await this.options.configure?.(app);
    if (controlPlane === true) this.useControlPlane(app, endpoint);
    return app;
  }

  private useControlPlane(
    app: NestExpressApplication,
    endpoint: { readonly url: string; readonly name: string },
  ): void {
    const bus = app.get<MessageBus>(MESSAGE_BUS);
    const plane = new ControlPlane(app, this.parts.clock);
    plane.connect(endpoint);
    this.controlPlane = plane;
    this.parts.readiness.add({ name: 'nats', check: () => bus.connected && plane.started });
    this.parts.health.add({ nats: () => (bus.connected ? 'up' : 'down') });
  }

  private async listenInternally(): Promise<number> {
    const host = this.config.internalHost;
    const port = this.config.internalPort ?? this.options.internalPort;
    return this.internal.listen(port, host).catch((error: unknown) => {
      throw explainListenError(error, {
        service: this.options.name,
        host,
        port,
        setting: 'VOXRAIL_INTERNAL_PORT',
      });
    });
  }

  private async listenPublicly(app: NestExpressApplication): Promise<number | undefined> {
    if (this.options.publicPort === undefined) return undefined;
    const host = this.config.host;
    const port = this.config.port ?? this.options.publicPort;
    await app.listen(port, host).catch((error: unknown) => {
      throw explainListenError(error, {
        service: this.options.name,
        host,
        port,
        setting: 'VOXRAIL_PORT',
      });
    });
    return ((app.getHttpServer() as Server).address() as AddressInfo).port;
  }

  private async drain(): Promise<void> {
    this.parts.readiness.stop();
    this.parts.health.stop();
    this.controlPlane?.stop();
    const steps = this.parts.drain.steps.map(async (step) =>
      step.drain(DRAIN_MS).catch((err: unknown) => {
        this.parts.logger.error('a drain step failed', { phase: step.name, err });
      }),
    );
    await Promise.all(steps);
  }

  private async close(): Promise<void> {
    await this.app?.close();
  }
}

/** Nest wants a class for a module that is put together at run time. */
class ServiceRoot {}
