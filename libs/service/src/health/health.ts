/** `null`: this service does not use it. */
export type DependencyState = 'up' | 'down' | null;

/** The body of `GET /health` (protocol section 3). */
export interface HealthReport {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly triton: DependencyState;
  readonly nats: DependencyState;
  readonly active_sessions: number;
  /** Bytes; null where there is no GPU. */
  readonly gpu_memory_free: number | null;
}

/** What a part of a service knows about its health. Each value is read when it is asked for. */
export interface HealthSource {
  /** Whether the inference server answers. Several sources: down if one says so. */
  triton?(): DependencyState;
  nats?(): DependencyState;
  /** Sessions that this part holds; several sources are added up. */
  activeSessions?(): number;
}

/** All of a service's health sources. Any provider may inject it and add its own. */
export class Health {
  private readonly sources: HealthSource[] = [];
  private stopping = false;

  public add(source: HealthSource): void {
    this.sources.push(source);
  }

  /** From here on the service is unhealthy: it is about to end. */
  public stop(): void {
    this.stopping = true;
  }

  public activeSessions(): number {
    return this.sources.reduce((sum, source) => sum + (source.activeSessions?.() ?? 0), 0);
  }

  /** Without NATS no conversation can go on (`unhealthy`); without inference, those there are suffer (`degraded`). */
  public report(): HealthReport {
    const triton = worst(this.sources.map((source) => source.triton?.() ?? null));
    const nats = worst(this.sources.map((source) => source.nats?.() ?? null));
    const unhealthy = this.stopping || nats === 'down';
    return {
      status: unhealthy ? 'unhealthy' : triton === 'down' ? 'degraded' : 'healthy',
      triton,
      nats,
      active_sessions: this.activeSessions(),
      gpu_memory_free: null,
    };
  }
}

function worst(states: readonly DependencyState[]): DependencyState {
  if (states.includes('down')) return 'down';
  return states.includes('up') ? 'up' : null;
}
