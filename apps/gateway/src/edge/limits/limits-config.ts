import { IsInt, IsNumber, Max, Min } from 'class-validator';

import { IsProxyList } from './proxy-list';

/** Settings of what a client, an address and an account may use of a gateway. */
export class LimitsConfig {
  /** Open streams of one client address (of IPv6: of one /64 network). */
  @IsInt()
  @Min(1)
  @Max(100_000)
  public connectionsPerAddress = 50;

  /** New connections and sessions of one client address; five times as many at once after a rest. */
  @IsNumber()
  @Min(0.1)
  @Max(10_000)
  public handshakesPerSecond = 10;

  /**
   * The same two for programs on this machine: load tests open hundreds of calls from one address, and
   * what runs here needs no network to do harm.
   */
  @IsInt()
  @Min(1)
  @Max(100_000)
  public connectionsFromLoopback = 5_000;

  @IsNumber()
  @Min(0.1)
  @Max(10_000)
  public handshakesPerSecondFromLoopback = 200;

  /** Sessions at a time, over all gateways, of an API key or an account whose grants say nothing else. */
  @IsInt()
  @Min(1)
  @Max(10_000)
  public sessionsPerOwner = 100;

  /** TCP connections in all, whatever they are used for. */
  @IsInt()
  @Min(10)
  @Max(100_000)
  public maxConnections = 8_000;

  /** Proxies between the clients and this gateway; each adds one address to `X-Forwarded-For`. */
  @IsInt()
  @Min(0)
  @Max(10)
  public proxyHops = 0;

  /**
   * Where those proxies are, as addresses, networks (`10.0.0.0/8`) or `loopback`, `linklocal`,
   * `uniquelocal`, separated by commas. Anybody else's `X-Forwarded-For` is not read.
   */
  @IsProxyList()
  public trustedProxies = 'loopback,linklocal,uniquelocal';

  /** Audio that a client may send, in times of real time over any 2 s (protocol section 2). */
  @IsNumber()
  @Min(1)
  @Max(1_000)
  public audioSpeedLimit = 1.5;
}
