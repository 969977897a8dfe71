import { openConformanceTarget } from '../testing/conformance-target';
import type { ConformanceTarget } from '../testing/conformance-target';
import { echoRequest, fragileRequest } from '../testing/raw-requests';

let target: ConformanceTarget;

beforeAll(async () => {
  target = await openConformanceTarget();
}, 20_000);

afterAll(() => target.close());

describe('state of server and models', () => {
  it('is told by live, ready and model ready; an unknown model is not ready, which is no error', async () => {
    expect(await target.client.serverLive()).toBe(true);
    expect(await target.client.serverReady()).toBe(true);
    expect(await target.client.modelReady('echo')).toBe(true);
    expect(await target.client.modelReady('nothing')).toBe(false);
  });

  it('is told by the health service of gRPC as well', async () => {
    expect((await target.raw.health()).response).toEqual({ status: 'SERVING' });
  });

  it('includes metadata of server and model', async () => {
    expect((await target.client.serverMetadata()).extensions).toContain('sequence(string_id)');
    expect(await target.client.modelMetadata('counter')).toMatchObject({
      name: 'counter',
      versions: ['1'],
      outputs: [{ name: 'INDEX', datatype: 'INT32', shape: [1] }],
    });
    await expect(target.client.modelMetadata('nothing')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('includes the configuration: transaction policy, sequence batching, optional inputs', async () => {
    const config = async (name: string) =>
      (await target.raw.unary('ModelConfig', { name })).response;
    expect(await config('counter')).toMatchObject({
      config: {
        max_batch_size: 0,
        model_transaction_policy: { decoupled: true },
        input: [
          { name: 'COUNT', data_type: 'TYPE_INT32', optional: false },
          { name: 'INTERVAL_MS', optional: true },
        ],
      },
    });
    expect(await config('accumulator')).toMatchObject({
      config: {
        sequence_batching: { max_sequence_idle_microseconds: '300000' },
        instance_group: [{ count: 2 }],
      },
    });
  });

  it('includes the index of models and statistics that count', async () => {
    const index = await target.client.repositoryIndex();
    expect(index).toContainEqual({ name: 'echo', version: '1', state: 'READY', reason: '' });
    const before = (await target.client.modelStatistics('echo'))[0]?.inferenceCount ?? Number.NaN;
    await target.raw.infer(echoRequest([1]));
    const after = (await target.client.modelStatistics('echo'))[0];
    expect(after?.inferenceCount).toBe(before + 1);
    expect(after?.computeInfer.totalMs).toBeGreaterThan(0);
  });

  it('does not change by calls: loading is not offered', async () => {
    const { status } = await target.raw.unary('RepositoryModelLoad', { model_name: 'echo' });
    expect(status.code).toBe('UNIMPLEMENTED');
    expect(status.details).toContain('RepositoryModelLoad');
  });
});

describe('a model that fails', () => {
  it('says what its engine says, and hides what its engine did not mean to say', async () => {
    const refused = await target.raw.infer(fragileRequest('refuse'));
    expect(refused.status).toEqual({ code: 'INVALID_ARGUMENT', details: 'refused as asked' });
    const thrown = await target.raw.infer(fragileRequest('throw'));
    expect(thrown.status.code).toBe('INTERNAL');
    expect(thrown.status.details).not.toContain('secret');
  });

  it('answers INTERNAL when its engine gives no response', async () => {
    expect((await target.raw.infer(fragileRequest('silent'))).status.code).toBe('INTERNAL');
  });
});
