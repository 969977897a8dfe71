import { parseConfig } from '@voxrail/service';

import { LimitsConfig } from './limits-config';

describe('the limits’ settings', () => {
  it('bound a client of the network closely, and load tests on this machine widely', () => {
    expect(parseConfig(LimitsConfig, {})).toMatchObject({
      connectionsPerAddress: 50,
      handshakesPerSecond: 10,
      connectionsFromLoopback: 5_000,
      handshakesPerSecondFromLoopback: 200,
      proxyHops: 0,
      audioSpeedLimit: 1.5,
    });
  });

  it.each([
    ['VOXRAIL_TRUSTED_PROXIES', 'nginx'],
    ['VOXRAIL_TRUSTED_PROXIES', '10.0.0.0/99'],
    ['VOXRAIL_PROXY_HOPS', '-1'],
    ['VOXRAIL_AUDIO_SPEED_LIMIT', '0.5'],
    ['VOXRAIL_CONNECTIONS_PER_ADDRESS', '0'],
  ])('are refused by name: %s=%s', (name, value) => {
    expect(() => parseConfig(LimitsConfig, { [name]: value })).toThrow(name);
  });

  it('take addresses, networks and their names', () => {
    const list = 'loopback, 10.0.0.0/8,203.0.113.7, fd00::/8';
    expect(parseConfig(LimitsConfig, { VOXRAIL_TRUSTED_PROXIES: list }).trustedProxies).toBe(list);
  });
});
