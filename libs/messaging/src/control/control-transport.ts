import type { NatsOptions } from '@nestjs/microservices';
import { Transport } from '@nestjs/microservices';

import type { NatsEndpoint } from '../nats-options';
import { natsClientOptions } from '../nats-options';
import { TolerantRequestDeserializer } from './tolerant-deserializers';

export interface ControlTransportOptions extends NatsEndpoint {
  /** Called for each message that is not a JSON object. */
  readonly onMalformed?: () => void;
}

/**
 * The control plane's side that answers, for `connectMicroservice`. Handlers name their queue group
 * themselves (`@MessagePattern(subject, { queue })`); without one a handler sees every message.
 * Starting it rejects while there is no server: try again.
 */
export function controlTransport(options: ControlTransportOptions): NatsOptions {
  return {
    transport: Transport.NATS,
    options: {
      ...natsClientOptions({ ...options, name: `${options.name}-control` }),
      deserializer: new TolerantRequestDeserializer(options.onMalformed ?? (() => undefined)),
    },
  };
}
