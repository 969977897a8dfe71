import { until } from '@voxrail/testing';

import { openConformanceTarget } from '../testing/conformance-target';
import type { ConformanceTarget } from '../testing/conformance-target';
import { echoRequest, fragileRequest } from '../testing/raw-requests';

let target: ConformanceTarget;

beforeAll(async () => {
  target = await openConformanceTarget();
});

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
    const { extensions } = await target.client.serverMetadata();
    for (const extension of ['sequence', 'binary_tensor_data', 'parameters', 'statistics']) {
      expect(extensions).toContain(extension);
    }
    expect(await target.client.modelMetadata('counter')).toMatchObject({
      name: 'counter',
      versions: ['1'],
      outputs: [{ name: 'INDEX', datatype: 'INT32', shape: [1] }],
    });
  });

  it('has an error for a model or a version that is not there', async () => {
    const ask = async (...call: Parameters<typeof target.raw.unary>) => {
      const { code, details } = (await target.raw.unary(...call)).status;
      return `${code}: ${details}`;
    };
    const unknown = "NOT_FOUND: Request for unknown model: 'nothing' is not found";
    expect(await ask('ModelMetadata', { name: 'nothing' })).toBe(unknown);
    expect(await ask('ModelConfig', { name: 'nothing' })).toBe(unknown);
    expect(await ask('ModelMetadata', { name: 'echo', version: '7' })).toBe(
      "NOT_FOUND: Request for unknown model: 'echo' version 7 is not found",
    );
    expect(await ask('ModelStatistics', { name: 'nothing' })).toBe(
      "INVALID_ARGUMENT: requested model 'nothing' is not available",
    );
    expect(await ask('ModelReady', { name: 'echo', version: 'new' })).toContain(
      "INVALID_ARGUMENT: failed to get model version from specified version string 'new'",
    );
    const { response } = await target.raw.unary('ModelReady', { name: 'echo', version: '7' });
    expect(response).toEqual({ ready: false });
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
        sequence_batching: { max_sequence_idle_microseconds: '2000000' },
        instance_group: [{ count: 2 }],
      },
    });
  });

  it('includes the index of models and statistics that count', async () => {
    const index = await target.client.repositoryIndex();
    expect(index).toContainEqual({ name: 'echo', version: '1', state: 'READY', reason: '' });
    const before = (await target.client.modelStatistics('echo'))[0]?.inferenceCount ?? Number.NaN;
    await target.raw.infer(echoRequest([1]));
    // Triton counts a moment after it has answered.
    const after = await until(
      async () => {
        const [statistics] = await target.client.modelStatistics('echo');
        return statistics?.inferenceCount === before ? undefined : statistics;
      },
      10_000,
      'the count',
    );
    expect(after.inferenceCount).toBe(before + 1);
    expect(after.computeInfer.totalMs).toBeGreaterThan(0);
  });
});

describe('a model that fails', () => {
  it('answers with the code and the words that its engine gives', async () => {
    const { status } = await target.raw.infer(fragileRequest('refuse'));
    expect(status).toEqual({ code: 'INVALID_ARGUMENT', details: 'refused as asked' });
  });
});
