import { startFixtureServer } from '../hosting/testing/fixture-process';
import type { FixtureProcess } from '../hosting/testing/fixture-process';
import { RawClient } from './testing/raw-client';
import { counterRequest, fragileRequest, slowRequest } from './testing/raw-requests';

/** Where the conformance suite is silent: Triton does otherwise, and leaves it to its models. */
describe('what model-server does in its own manner', () => {
  let server: FixtureProcess;
  let raw: RawClient;

  beforeAll(async () => {
    server = await startFixtureServer(['fragile', 'counter', 'slow']);
    raw = new RawClient(server.address);
  });

  afterAll(async () => {
    raw.close();
    await server.stop();
  });

  it('has the models that it was started with: loading is not offered', async () => {
    const { status } = await raw.unary('RepositoryModelLoad', { model_name: 'fragile' });
    expect(status.code).toBe('UNIMPLEMENTED');
    expect(status.details).toContain('RepositoryModelLoad');
  });

  it('hides what an engine did not mean to say', async () => {
    const { status } = await raw.infer(fragileRequest('throw'));
    expect(status.code).toBe('INTERNAL');
    expect(status.details).not.toContain('secret');
  });

  it('answers INTERNAL where an engine gives no response', async () => {
    expect((await raw.infer(fragileRequest('silent'))).status.code).toBe('INTERNAL');
  });

  // Triton 2.51 aborts.
  it('ends a stream that asked for status codes with the first error, whatever else runs on it', async () => {
    const parameters = { fail_after: { int64_param: 1 } };
    const { status, messages } = await raw.converse(
      [counterRequest(3, { parameters }), slowRequest(3000)],
      { triton_grpc_error: 'true' },
    );
    expect(status).toEqual({ code: 'INTERNAL', details: 'failed as asked' });
    expect(messages).toHaveLength(1);
  });
});
