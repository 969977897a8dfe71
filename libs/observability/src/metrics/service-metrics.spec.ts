import { SERVICE_NAMES } from '../service-name';
import { LATENCY_BUCKETS_SECONDS, metrics } from './metrics';
import { createRegistry } from './service-metrics';

describe("a service's metrics", () => {
  it.each([
    ['gateway', 'voice_agent_e2e_latency_seconds'],
    ['gateway', 'voice_agent_sessions_total'],
    ['gateway', 'voice_agent_audio_bytes_received_total'],
    ['gateway', 'voice_agent_audio_bytes_sent_total'],
    ['asr-service', 'voice_agent_asr_latency_seconds'],
    ['llm-service', 'voice_agent_llm_ttft_seconds'],
    ['llm-service', 'voice_agent_llm_total_seconds'],
    ['llm-service', 'voice_agent_tokens_generated_total'],
    ['tts-service', 'voice_agent_tts_ttfb_seconds'],
  ] as const)('of %s contain %s', async (service, name) => {
    expect(await createRegistry(service).metrics()).toContain(`# TYPE ${name} `);
  });

  it.each(SERVICE_NAMES)('of %s contain its sessions, errors and event loop', async (service) => {
    const text = await createRegistry(service).metrics();
    expect(text).toContain(`voice_agent_active_sessions{service="${service}"}`);
    expect(text).toContain(`voice_agent_errors_total{type="asr",service="${service}"} 0`);
    expect(text).toContain('voice_agent_event_loop_lag_seconds');
    expect(text).toContain('process_resident_memory_bytes');
  });

  it('show no histogram of another service', async () => {
    expect(await createRegistry('asr-service').metrics()).not.toContain('llm_ttft');
  });

  it('count what is observed', async () => {
    const registry = createRegistry('gateway');
    metrics.e2eLatencySeconds.observe(0.45);
    const text = await registry.metrics();
    expect(text).toMatch(/e2e_latency_seconds_bucket\{le="0.5",service="gateway"\} 1/);
    expect(text).toMatch(/e2e_latency_seconds_bucket\{le="0.4",service="gateway"\} 0/);
  });

  it('have buckets at the limits of the latency budget', () => {
    expect(LATENCY_BUCKETS_SECONDS).toEqual(
      expect.arrayContaining([0.2, 0.3, 0.5, 0.8, 1, 1.5, 2, 3, 5]),
    );
    expect([...LATENCY_BUCKETS_SECONDS].sort((a, b) => a - b)).toEqual(LATENCY_BUCKETS_SECONDS);
  });
});
