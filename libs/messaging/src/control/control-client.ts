import { ClientNats } from '@nestjs/microservices';
import { EmptyResponseException } from '@nestjs/microservices/errors/empty-response.exception';
import { TimeoutError, firstValueFrom, timeout } from 'rxjs';

import type { NatsEndpoint } from '../nats-options';
import { natsClientOptions } from '../nats-options';
import { ControlError } from './control-error';
import { TolerantResponseDeserializer } from './tolerant-deserializers';

export interface ControlClientOptions extends NatsEndpoint {
  /** Called for each answer that could not be read. */
  readonly onMalformed?: () => void;
}

/** The control plane's side that asks. Connects with the first request and then stays connected. */
export class ControlClient {
  private readonly client: ClientNats;

  public constructor(options: ControlClientOptions) {
    this.client = new ClientNats({
      ...natsClientOptions({ ...options, name: `${options.name}-requests` }),
      deserializer: new TolerantResponseDeserializer(options.onMalformed ?? (() => undefined)),
    });
  }

  /** Connects ahead of the first request. Without a server it does nothing: the request tries again. */
  public async connect(): Promise<void> {
    await this.client.connect().catch(() => undefined);
  }

  /**
   * Sends `payload` as JSON and waits for one answer. The answer's shape is the contract's word, not
   * checked here; both type parameters are given, so that a call names both sides of the contract.
   * @throws ControlError, always; see its codes.
   */
  public async request<TRequest, TReply>(
    subject: string,
    payload: TRequest | Readonly<TRequest>,
    timeoutMs: number,
  ): Promise<TReply> {
    try {
      return await firstValueFrom(
        this.client.send<TReply, TRequest>(subject, payload).pipe(timeout(timeoutMs)),
      );
    } catch (cause) {
      if (cause instanceof EmptyResponseException) {
        throw new ControlError('no_responders', subject, { cause });
      }
      if (cause instanceof TimeoutError) throw new ControlError('timeout', subject, { cause });
      throw new ControlError('failed', subject, { cause });
    }
  }

  public async close(): Promise<void> {
    await this.client.close();
  }
}
