import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import {
  InferenceClient,
  boolTensor,
  bytesTensor,
  fp32Tensor,
  int16Tensor,
  int64Tensor,
  readBytes,
  readFp32,
  readInt32,
} from '@voxrail/inference';
import type { InferRequest, InferStreamResult } from '@voxrail/inference';
import { inferencePort, startService } from '@voxrail/testing';
import type { ServiceProcess } from '@voxrail/testing';

import { CATALOG } from './catalog/catalog';
import { MODEL_PROFILES } from './catalog/select-models';

const OPTIONS = { deadlineMs: 10_000 };

function addressOf(service: ServiceProcess): string {
  return `127.0.0.1:${inferencePort(service)}`;
}

function generate(client: InferenceClient, request: InferRequest): Promise<InferStreamResult[]> {
  return new Promise((resolve, reject) => {
    const responses: InferStreamResult[] = [];
    const stream = client.openStream({
      onResponse: (response) => responses.push(response),
      onError: reject,
      onEnd: () => {
        resolve(responses);
      },
    });
    stream.send(request);
  });
}

function outputsOf(responses: readonly InferStreamResult[], name: string): InferStreamResult[] {
  return responses.filter((response) => response.outputs.has(name));
}

describe.each(MODEL_PROFILES)('the model server with %s models', (profile) => {
  let service: ServiceProcess;
  let client: InferenceClient;

  beforeAll(async () => {
    service = await startService('model-server', {
      VOXRAIL_MODELS: profile,
      VOXRAIL_GRPC_PORT: '0',
    });
    client = new InferenceClient({ address: addressOf(service) });
  });

  afterAll(async () => {
    client.close();
    expect(await service.stop()).toBe(0);
  });

  it('is ready when all of them are, and says so everywhere', async () => {
    expect(await client.serverReady()).toBe(true);
    const index = await client.repositoryIndex();
    expect(index.map(({ name, state }) => [name, state])).toEqual(
      Object.keys(CATALOG).map((name) => [name, 'READY']),
    );
    expect(JSON.parse((await service.get('/ready')).body)).toEqual({
      ready: true,
      waiting_for: [],
    });
  });

  it('names each model’s engine as what it is', async () => {
    for (const [name, variants] of Object.entries(CATALOG)) {
      const { platform } = variants[profile];
      expect((await client.modelMetadata(name)).platform).toBe(platform);
    }
  });

  it('serves silero_vad', async () => {
    const result = await client.infer(
      {
        model: 'silero_vad',
        inputs: [
          fp32Tensor('input', new Float32Array(2 * 576), [2, 576]),
          fp32Tensor('state', new Float32Array(2 * 2 * 128), [2, 2, 128]),
          int64Tensor('sr', [16_000]),
        ],
      },
      OPTIONS,
    );
    expect(readFp32(result, 'output')).toHaveLength(2);
    expect(readFp32(result, 'stateN')).toHaveLength(512);
  });

  it('serves parakeet_tdt', async () => {
    const result = await client.infer(
      {
        model: 'parakeet_tdt',
        inputs: [int16Tensor('AUDIO', new Int16Array(16_000)), boolTensor('DECODE', [true])],
        sequence: { id: 'silence', start: true, end: true },
      },
      OPTIONS,
    );
    expect(readBytes(result, 'TEXT')).toHaveLength(1);
    expect(JSON.parse(readBytes(result, 'WORDS')[0] ?? '')).toBeInstanceOf(Array);
  });

  it('serves qwen3', async () => {
    const responses = await generate(client, {
      model: 'qwen3',
      inputs: [
        bytesTensor('text_input', [
          '<|im_start|>user\nHello.<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n',
        ]),
        boolTensor('stream', [true]),
        bytesTensor('sampling_parameters', ['{"max_tokens":300}']),
        boolTensor('return_finish_reason', [true]),
      ],
    });
    const texts = outputsOf(responses, 'text_output');
    expect(texts.flatMap((response) => readBytes(response, 'text_output')).join('')).toMatch(/\w/);
    expect(texts.flatMap((response) => readBytes(response, 'finish_reason')).at(-1)).toBe('stop');
  });

  it.each(['chatterbox', 'cosyvoice2'])('serves %s', async (model) => {
    const responses = await generate(client, {
      model,
      inputs: [
        bytesTensor('TEXT', ['Good morning.']),
        bytesTensor('VOICE', ['default']),
        bytesTensor('LANGUAGE', ['en']),
      ],
    });
    const audio = outputsOf(responses, 'AUDIO');
    const rateHz = readInt32(audio[0] ?? fail(), 'SAMPLE_RATE')[0] ?? Number.NaN;
    const samples = audio.reduce((sum, response) => sum + readFp32(response, 'AUDIO').length, 0);
    expect(samples / rateHz).toBeGreaterThan(0.3);
    expect(samples / rateHz).toBeLessThan(5);
  });
});

function fail(): never {
  throw new Error('there was no audio');
}

describe('the settings of the model server', () => {
  it('let a single model be another variant, or none', async () => {
    const service = await startService('model-server', {
      VOXRAIL_GRPC_PORT: '0',
      VOXRAIL_MODELS: 'synthetic',
      VOXRAIL_MODEL_QWEN3: 'embedded',
      VOXRAIL_MODEL_COSYVOICE2: 'off',
    });
    const client = new InferenceClient({ address: addressOf(service) });
    expect((await client.modelMetadata('qwen3')).platform).toBe(CATALOG.qwen3.embedded.platform);
    expect(await client.modelReady('cosyvoice2')).toBe(false);
    client.close();
    await service.stop();
  });

  it('end the start with a line that names the one that is wrong', async () => {
    await expect(startService('model-server', { VOXRAIL_MODELS: 'huge' })).rejects.toThrow(
      'VOXRAIL_MODELS',
    );
  });

  it('end the start with a line that names a port in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const settings = { VOXRAIL_MODELS: 'synthetic', VOXRAIL_GRPC_PORT: String(port) };
    await expect(startService('model-server', settings)).rejects.toThrow(
      `VOXRAIL_GRPC_PORT: cannot listen on 127.0.0.1:${port}`,
    );
    other.close();
  });
});
