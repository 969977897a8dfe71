import type {
  ConsumerDeserializer,
  IncomingEvent,
  IncomingRequest,
  IncomingResponse,
  ProducerDeserializer,
} from '@nestjs/microservices';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The JSON object in `bytes`, or undefined. */
function parseObject(bytes: unknown): Record<string, unknown> | undefined {
  if (!(bytes instanceof Uint8Array)) return undefined;
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return { ...value };
  } catch {
    return undefined;
  }
}

/** What a handler gets as data when the message could not be read; its validation refuses it. */
const UNREADABLE: Record<string, never> = {};

/**
 * Nest's own deserializer throws on anything but JSON, which ends the process (its message handler is
 * not caught). Here an unreadable message becomes a request without data, so that the handler's
 * validation answers it with an error.
 */
export class TolerantRequestDeserializer implements ConsumerDeserializer {
  public constructor(private readonly onMalformed: () => void) {}

  public deserialize(
    value: unknown,
    options?: Record<string, unknown>,
  ): IncomingRequest | IncomingEvent {
    const channel: unknown = options?.['channel'];
    const pattern = typeof channel === 'string' ? channel : '';
    const packet = parseObject(value);
    if (packet === undefined) {
      this.onMalformed();
      return { id: 'malformed', pattern, data: UNREADABLE };
    }
    const id = packet['id'];
    if (typeof id === 'string' && 'data' in packet) return { id, pattern, data: packet['data'] };
    // From a publisher that does not wrap its data as Nest does.
    return { pattern, data: 'pattern' in packet || 'data' in packet ? packet['data'] : packet };
  }
}

/** An answer that cannot be read fails its request; Nest's own would end the process. */
export class TolerantResponseDeserializer implements ProducerDeserializer {
  public constructor(private readonly onMalformed: () => void) {}

  public deserialize(value: unknown): IncomingResponse {
    const packet = parseObject(value);
    const id = packet?.['id'];
    if (packet === undefined || typeof id !== 'string') {
      this.onMalformed();
      // No id: it belongs to the request on whose reply subject it came.
      return { id: '', err: 'the answer could not be read', isDisposed: true };
    }
    return {
      id,
      err: packet['err'],
      response: packet['response'],
      isDisposed: packet['isDisposed'] === true,
    };
  }
}
