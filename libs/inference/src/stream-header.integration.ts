import { Server, ServerCredentials } from '@grpc/grpc-js';
import type {
  Metadata,
  ServerDuplexStream,
  ServerUnaryCall,
  ServiceDefinition,
  sendUnaryData,
} from '@grpc/grpc-js';

import { SystemClock } from '@voxrail/clock';

import { InferenceClient } from './inference-client';
import { loadInferenceService } from './wire/service';

/** A server that notes the header of each call and answers nothing of use. */
class NotingServer {
  public readonly headers: Metadata[] = [];
  private readonly server = new Server();
  private onHeader: () => void = () => undefined;

  public constructor() {
    this.server.addService(loadInferenceService() as unknown as ServiceDefinition, {
      ModelStreamInfer: (call: ServerDuplexStream<unknown, unknown>) => {
        call.on('error', () => undefined);
        this.note(call.metadata);
      },
      ModelInfer: (call: ServerUnaryCall<unknown, unknown>, reply: sendUnaryData<unknown>) => {
        this.note(call.metadata);
        reply(null, { model_name: 'any' });
      },
    });
  }

  public listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
  }

  /** Resolves with the next header. */
  public next(): Promise<Metadata> {
    return new Promise((resolve) => {
      this.onHeader = () => {
        resolve(this.headers.at(-1) as Metadata);
      };
    });
  }

  public close(): void {
    this.server.forceShutdown();
  }

  private note(header: Metadata): void {
    this.headers.push(header);
    this.onHeader();
  }
}

const TRACE = 'a'.repeat(32);
const traceparent = `00-${TRACE}-${'b'.repeat(16)}-01`;

const UNHEARD = {
  onResponse: () => undefined,
  onError: () => undefined,
  onEnd: () => undefined,
};

describe('calls to a server', () => {
  let server: NotingServer;
  let client: InferenceClient;

  beforeAll(async () => {
    server = new NotingServer();
    client = new InferenceClient({ address: `127.0.0.1:${await server.listen()}` });
  });

  afterAll(() => {
    client.close();
    server.close();
  });

  it('open a stream before any request, with the wish for status codes', async () => {
    const header = server.next();
    const stream = client.openStream({ traceparent, ...UNHEARD });
    expect((await header).get('triton_grpc_error')).toEqual(['true']);
    stream.cancel();
  });

  it('carry the trace of their order, each as a span of its own', async () => {
    const headers = [];
    for (const call of [
      () => client.openStream({ traceparent, ...UNHEARD }),
      () => client.openRequestStream(new SystemClock(), { traceparent }),
      () => void client.infer({ model: 'any', inputs: [] }, { deadlineMs: 20_000, traceparent }),
    ]) {
      const header = server.next();
      call();
      headers.push(await header);
    }
    const spans = headers.map((header) => String(header.get('traceparent')[0]).split('-'));
    expect(spans.map(([version, trace, , flags]) => [version, trace, flags])).toEqual(
      spans.map(() => ['00', TRACE, '01']),
    );
    const ids = new Set(spans.map(([, , id]) => id));
    expect(ids.size).toBe(3);
    expect(ids).not.toContain('b'.repeat(16));
  });

  it('carry no trace where they belong to none', async () => {
    const header = server.next();
    const stream = client.openStream(UNHEARD);
    expect((await header).get('traceparent')).toEqual([]);
    stream.cancel();
  });
});
