import type { INestApplication } from '@nestjs/common';
import type { NatsEndpoint } from '@voxrail/messaging';
import { controlTransport } from '@voxrail/messaging';
import { metrics } from '@voxrail/observability';
import type { Clock, Timer } from '@voxrail/clock';

const RETRY_MS = 250;

/** Lets a service's control handlers listen, trying again until NATS is there. */
export class ControlPlane {
  private listening = false;
  private stopped = false;
  private retry: Timer | undefined;

  public constructor(
    private readonly app: INestApplication,
    private readonly clock: Clock,
  ) {}

  /** Whether the handlers are subscribed; a connection lost later comes back by itself. */
  public get started(): boolean {
    return this.listening;
  }

  /** Must be called before the application is initialized. */
  public connect(endpoint: NatsEndpoint): void {
    this.app.connectMicroservice(
      controlTransport({
        ...endpoint,
        onMalformed: () => {
          metrics.framesDroppedTotal.inc({ reason: 'malformed_control' });
        },
      }),
    );
  }

  public start(): void {
    void this.app
      .startAllMicroservices()
      .then(() => {
        this.listening = true;
      })
      .catch(() => {
        if (this.stopped) return;
        this.retry = this.clock.schedule(RETRY_MS, () => {
          this.start();
        });
      });
  }

  public stop(): void {
    this.stopped = true;
    this.retry?.cancel();
  }
}
