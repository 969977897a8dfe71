import { hostEngine } from './engine-host';
import type { EngineHost, EnginePort } from './engine-host';
import type { EngineLink, EngineLinkEvents } from './engine-link';
import type { EngineCommand, EngineEvent, EngineHostData } from './engine-messages';

/**
 * To an engine in the server's own thread: for one that has next to nothing to compute, two changes of
 * thread would be most of the time that a request takes.
 */
export class SameThreadLink implements EngineLink, EnginePort {
  private host: EngineHost | undefined;
  private readonly waiting: EngineEvent[] = [];
  private handingOver = false;
  private over = false;

  public constructor(
    data: EngineHostData,
    private readonly events: EngineLinkEvents,
  ) {
    void this.load(data);
  }

  public post(command: EngineCommand): void {
    this.host?.handle(command);
  }

  public terminate(): void {
    this.close();
  }

  /**
   * As from another thread, never within the call that asked. The first event at the end of that call, those
   * behind it in the next turn of the event loop: sockets are written to in between, and the first
   * response of a burst must not wait for the others.
   */
  public postMessage(event: EngineEvent): void {
    if (this.over) return;
    this.waiting.push(event);
    if (this.handingOver) return;
    this.handingOver = true;
    process.nextTick(() => {
      this.handOver(1);
      setImmediate(() => {
        this.handingOver = false;
        this.handOver(this.waiting.length);
      });
    });
  }

  public close(): void {
    if (this.over) return;
    this.over = true;
    setImmediate(() => {
      this.handOver(this.waiting.length);
      this.events.onExit(undefined);
    });
  }

  private handOver(count: number): void {
    for (const event of this.waiting.splice(0, count)) this.events.onEvent(event);
  }

  private async load(data: EngineHostData): Promise<void> {
    this.host = await hostEngine(this, data);
    if (this.host !== undefined) this.postMessage({ kind: 'ready' });
  }
}
