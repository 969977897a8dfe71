import { DEFAULT_PORTS, planStack } from './stack-plan';

describe('planStack', () => {
  it('gives every process ports of its own, whatever the number of replicas', () => {
    const ports = planStack({ replicas: 8, models: 'embedded' }, DEFAULT_PORTS).flatMap(
      (plan) => plan.ports,
    );
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('starts the models first and the gateways last, as each needs what stands before it', () => {
    const titles = planStack({ replicas: 2, models: 'embedded' }, DEFAULT_PORTS).map(
      (plan) => plan.title,
    );
    expect(titles).toEqual([
      'model-server',
      'asr-service 1',
      'asr-service 2',
      'llm-service 1',
      'llm-service 2',
      'tts-service 1',
      'tts-service 2',
      'gateway 1',
      'gateway 2',
    ]);
  });

  it('has no model server where a Triton serves the models', () => {
    const sizes = { replicas: 1, models: 'embedded', triton: 'gpu:8001' } as const;
    const plans = planStack(sizes, DEFAULT_PORTS);
    expect(plans.map(({ service }) => service)).not.toContain('model-server');
    const addresses = plans.map(({ env }) => env['VOXRAIL_TRITON_ADDRESS']);
    expect(new Set(addresses)).toEqual(new Set(['gpu:8001']));
  });

  it('tells only the model server which engines to run', () => {
    const plans = planStack({ replicas: 1, models: 'synthetic' }, DEFAULT_PORTS);
    const told = plans.filter((plan) => plan.env['VOXRAIL_MODELS'] === 'synthetic');
    expect(told.map((plan) => plan.service)).toEqual(['model-server']);
  });
});
