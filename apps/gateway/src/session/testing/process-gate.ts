import type { Clock, Timer } from '@voxrail/clock';
import type {
  BusStatus,
  BusSubscription,
  MessageBus,
  MessageHandler,
  StateBucket,
  StateBucketOptions,
  StateEntry,
} from '@voxrail/messaging';

type State = 'runs' | 'frozen' | 'killed';

interface Waiting {
  readonly run: () => void;
  cancelled: boolean;
}

/** Stands between one process's code and everything that could wake it: the process can be frozen, thawed and killed. */
export class ProcessGate {
  private state: State = 'runs';
  private waiting: Waiting[] = [];
  private readonly subscriptions = new Set<BusSubscription>();
  private readonly timers = new Set<Timer>();

  public get isRunning(): boolean {
    return this.state === 'runs';
  }

  public freeze(): void {
    if (this.state === 'runs') this.state = 'frozen';
  }

  /** What has come meanwhile comes now, in the order in which it came. */
  public thaw(): void {
    if (this.state !== 'frozen') return;
    this.state = 'runs';
    for (const { run, cancelled } of this.waiting.splice(0)) if (!cancelled) run();
  }

  /** Its connections are closed; it never does anything again. */
  public kill(): void {
    this.state = 'killed';
    this.waiting = [];
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    for (const timer of this.timers) timer.cancel();
  }

  /** Does `run` when the process runs; what is returned calls it off. */
  public enter(run: () => void): () => void {
    if (this.state === 'killed') return () => undefined;
    if (this.state === 'runs') {
      run();
      return () => undefined;
    }
    const entry = { run, cancelled: false };
    this.waiting.push(entry);
    return () => {
      entry.cancelled = true;
    };
  }

  public async through<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      work.then(
        (value) => {
          this.enter(() => {
            resolve(value);
          });
        },
        (error: unknown) => {
          this.enter(() => {
            reject(error as Error);
          });
        },
      );
    });
  }

  public clock(inner: Clock): Clock {
    return {
      nowMs: () => inner.nowMs(),
      schedule: (delayMs, callback): Timer => {
        let callOff = (): void => undefined;
        const timer = inner.schedule(delayMs, () => {
          this.timers.delete(timer);
          callOff = this.enter(callback);
        });
        this.timers.add(timer);
        return {
          cancel: () => {
            this.timers.delete(timer);
            timer.cancel();
            callOff();
          },
        };
      },
    };
  }

  public bus(inner: MessageBus): MessageBus {
    return new GatedBus(this, inner, this.subscriptions);
  }
}

class GatedBus implements MessageBus {
  public constructor(
    private readonly gate: ProcessGate,
    private readonly inner: MessageBus,
    private readonly subscriptions: Set<BusSubscription>,
  ) {}

  public get connected(): boolean {
    return this.inner.connected;
  }

  public get subscriptionCount(): number {
    return this.subscriptions.size;
  }

  public publish(subject: string, data: Uint8Array): void {
    if (this.gate.isRunning) this.inner.publish(subject, data);
  }

  public publishSoon(subject: string, data: Uint8Array): void {
    this.publish(subject, data);
  }

  public subscribe(subject: string, onMessage: MessageHandler): BusSubscription {
    let open = true;
    const inner = this.inner.subscribe(subject, (data, from, respond) => {
      this.gate.enter(() => {
        if (open) onMessage(data, from, respond);
      });
    });
    const subscription = {
      unsubscribe: () => {
        open = false;
        inner.unsubscribe();
        this.subscriptions.delete(subscription);
      },
    };
    this.subscriptions.add(subscription);
    return subscription;
  }

  public async request(subject: string, data: Uint8Array, deadlineMs: number): Promise<Uint8Array> {
    return this.gate.through(this.inner.request(subject, data, deadlineMs));
  }

  public bucket(options: StateBucketOptions): StateBucket {
    const bucket = this.inner.bucket(options);
    return {
      read: async (key): Promise<StateEntry | undefined> => this.gate.through(bucket.read(key)),
      write: async (key, data, after) => this.gate.through(bucket.write(key, data, after)),
      remove: async (key, after) => this.gate.through(bucket.remove(key, after)),
    };
  }

  public async flush(): Promise<void> {
    return this.gate.through(this.inner.flush());
  }

  public onStatus(listener: (status: BusStatus) => void): () => void {
    return this.inner.onStatus((status) => {
      this.gate.enter(() => {
        listener(status);
      });
    });
  }

  public async close(): Promise<void> {
    return Promise.resolve();
  }
}
