import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Metadata, ServerDuplexStream, ServiceDefinition } from '@grpc/grpc-js';

import { InferenceClient } from './inference-client';
import { loadInferenceService } from './wire/service';

/** A server that only notes with which header streams are opened; nobody sends it a request. */
async function listen(
  onOpen: (header: Metadata) => void,
): Promise<{ server: Server; port: number }> {
  const server = new Server();
  server.addService(loadInferenceService() as unknown as ServiceDefinition, {
    ModelStreamInfer: (call: ServerDuplexStream<unknown, unknown>) => {
      onOpen(call.metadata);
      call.on('error', () => undefined);
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { server, port };
}

describe('a stream that is opened', () => {
  it('reaches the server before any request, with its trace and the wish for status codes', async () => {
    let opened: (header: Metadata) => void = () => undefined;
    const header = new Promise<Metadata>((resolve) => {
      opened = resolve;
    });
    const { server, port } = await listen((metadata) => {
      opened(metadata);
    });
    const client = new InferenceClient({ address: `127.0.0.1:${port}` });
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const stream = client.openStream({
      traceparent,
      onResponse: () => undefined,
      onError: () => undefined,
      onEnd: () => undefined,
    });
    const metadata = await header;
    expect(metadata.get('traceparent')).toEqual([traceparent]);
    expect(metadata.get('triton_grpc_error')).toEqual(['true']);
    stream.cancel();
    client.close();
    server.forceShutdown();
  });
});
