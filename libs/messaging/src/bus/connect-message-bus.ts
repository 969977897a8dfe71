import type { Clock } from '@voxrail/clock';
import { SystemClock } from '@voxrail/clock';

import type { NatsEndpoint } from '../nats-options';
import type { BusObserver } from './bus-observer';
import type { MessageBus } from './message-bus';
import { NatsMessageBus } from './nats-message-bus';

export interface MessageBusOptions extends NatsEndpoint {
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: nobody. */
  readonly observer?: Partial<BusObserver>;
}

/** How long a start waits for a server that does not answer, before it goes on without. */
const FIRST_CONNECTION_WAIT_MS = 2_000;

/**
 * Connects to NATS and stays connected, for ever. Without a server it resolves all the same, after
 * 2 s, with a bus that is not `connected` yet and keeps trying.
 */
export async function connectMessageBus(options: MessageBusOptions): Promise<MessageBus> {
  const clock = options.clock ?? new SystemClock();
  const bus = new NatsMessageBus(options, clock, options.observer ?? {});
  await new Promise<void>((resolve) => {
    const timer = clock.schedule(FIRST_CONNECTION_WAIT_MS, done);
    const stopListening = bus.onStatus(done);
    function done(): void {
      timer.cancel();
      stopListening();
      resolve();
    }
  });
  return bus;
}
