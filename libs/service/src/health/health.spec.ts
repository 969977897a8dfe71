import { Health } from './health';

describe('the health report', () => {
  it('says null of what the service does not use', () => {
    expect(new Health().report()).toEqual({
      status: 'healthy',
      triton: null,
      nats: null,
      active_sessions: 0,
      gpu_memory_free: null,
    });
  });

  it('adds up sessions and takes the worst of several sources', () => {
    const health = new Health();
    health.add({ triton: () => 'up', activeSessions: () => 2 });
    health.add({ triton: () => 'down', activeSessions: () => 3 });
    health.add({ nats: () => 'up' });
    expect(health.report()).toMatchObject({
      status: 'degraded',
      triton: 'down',
      nats: 'up',
      active_sessions: 5,
    });
  });

  it('is unhealthy without NATS and while the service ends', () => {
    const health = new Health();
    let nats: 'up' | 'down' = 'down';
    health.add({ nats: () => nats });
    expect(health.report().status).toBe('unhealthy');
    nats = 'up';
    expect(health.report().status).toBe('healthy');
    health.stop();
    expect(health.report().status).toBe('unhealthy');
  });
});
