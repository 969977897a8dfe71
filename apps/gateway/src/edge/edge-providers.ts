import type { Provider } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Clock } from '@voxrail/clock';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';
import { CLOCK } from '@voxrail/service';

import type { GatewayConfig } from '../gateway-config';
import { ConnectionManager } from '../session/connection-manager';
import { Credentials } from './credentials/credentials';
import { SessionCreation } from './credentials/session-creation';
import { SessionTokens } from './credentials/session-tokens';
import { StreamAdmission } from './credentials/stream-admission';
import type { AddressRuleSet } from './limits/address-limits';
import { AddressLimits } from './limits/address-limits';
import { ClientAddresses } from './limits/client-address';
import { HttpLimits } from './limits/http-limits';
import type { LimitsConfig } from './limits/limits-config';
import { PendingConnections } from './limits/pending-connections';
import { UpgradeDoor } from './limits/upgrade-door';
import { OriginPolicy } from './origin-policy';
import { StreamGateway } from './socket-io/stream.gateway';
import { StreamOpener } from './stream-opener';
import { WebSocketStreams } from './websocket/web-socket-streams';

/**
 * Both transports of the stream, and what stands before them. Needs a `ConnectionManager` and the
 * `CredentialsModule`.
 */
export function edgeProviders(
  config: Readonly<GatewayConfig>,
  limits: Readonly<LimitsConfig>,
): Provider[] {
  const addresses = new ClientAddresses(limits);
  const rules = addressRules(limits);
  const pending = new PendingConnections(addresses, rules);
  return [
    { provide: OriginPolicy, useFactory: () => new OriginPolicy(config.allowedOrigins) },
    {
      provide: UpgradeDoor,
      inject: [OriginPolicy, CLOCK],
      useFactory: (origins: OriginPolicy, clock: Clock) =>
        new UpgradeDoor({ addresses, pending, origins, limits: new AddressLimits(clock, rules) }),
    },
    {
      provide: HttpLimits,
      inject: [HttpAdapterHost],
      useFactory: (host: HttpAdapterHost) => new HttpLimits(host, limits.maxConnections, pending),
    },
    {
      provide: SessionCreation,
      inject: [ConnectionManager],
      useFactory: (connections: ConnectionManager) =>
        new SessionCreation(connections, limits.sessionsPerOwner),
    },
    {
      provide: StreamAdmission,
      inject: [Credentials, SessionCreation],
      useFactory: (credentials: Credentials, creation: SessionCreation) =>
        new StreamAdmission(credentials, creation),
    },
    {
      provide: StreamOpener,
      inject: [ConnectionManager, SessionTokens, CLOCK, LOGGER],
      useFactory: (
        connections: ConnectionManager,
        tokens: SessionTokens,
        clock: Clock,
        logger: Logger,
      ) =>
        new StreamOpener({
          connections,
          clock,
          logger,
          tokens,
          audioSpeedLimit: limits.audioSpeedLimit,
          timeOfDayMs: Date.now,
        }),
    },
    StreamGateway,
    WebSocketStreams,
  ];
}

function addressRules(limits: Readonly<LimitsConfig>): AddressRuleSet {
  return {
    remote: {
      connections: limits.connectionsPerAddress,
      handshakesPerSecond: limits.handshakesPerSecond,
    },
    loopback: {
      connections: limits.connectionsFromLoopback,
      handshakesPerSecond: limits.handshakesPerSecondFromLoopback,
    },
  };
}
