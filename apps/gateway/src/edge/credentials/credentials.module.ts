import type { DynamicModule, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Inject, Module } from '@nestjs/common';
import type { Clock } from '@voxrail/clock';
import type { Logger } from '@voxrail/observability';
import { LOGGER } from '@voxrail/observability';
import { CLOCK, METRICS_REGISTRY, settingName, SettingError } from '@voxrail/service';
import type { Registry } from 'prom-client';

import type { GatewayConfig } from '../../gateway-config';
import type { AccountKeys } from './account-keys';
import { publicKeys, secretKeys } from './account-keys';
import { AccountTokens } from './account-tokens';
import { readApiKeyFile } from './api-key-file';
import { ApiKeys } from './api-keys';
import { refusedCredentialsTotal } from './credential-metrics';
import { Credentials } from './credentials';
import { SessionTokens } from './session-tokens';
import { randomSecret } from './signing-secret';
import { WatchedFile } from './watched-file';

/** Provides `Credentials`, `SessionTokens` and `ApiKeys`, as the settings say. */
@Module({})
export class CredentialsModule implements OnModuleInit, OnModuleDestroy {
  public constructor(
    @Inject(ApiKeys) private readonly apiKeys: ApiKeys,
    @Inject(AccountTokens) private readonly accountTokens: AccountTokens,
    @Inject(METRICS_REGISTRY) private readonly registry: Registry,
  ) {}

  public static forRoot(config: Readonly<GatewayConfig>): DynamicModule {
    const secret = config.jwtSecret === '' ? randomSecret() : config.jwtSecret;
    return {
      module: CredentialsModule,
      providers: [
        {
          provide: SessionTokens,
          useFactory: () => new SessionTokens(secret, Date.now, config.sessionTokenLifeS),
        },
        {
          provide: ApiKeys,
          inject: [CLOCK, LOGGER],
          useFactory: (clock: Clock, logger: Logger) => openApiKeys(config, clock, logger),
        },
        {
          provide: AccountTokens,
          inject: [CLOCK, LOGGER],
          useFactory: (clock: Clock, logger: Logger) =>
            new AccountTokens({
              keys: openAccountKeys(config, secret, clock, logger),
              audience: config.jwtAudience,
              issuer: config.jwtIssuer,
            }),
        },
        {
          provide: Credentials,
          inject: [ApiKeys, AccountTokens, SessionTokens],
          useFactory: (
            apiKeys: ApiKeys,
            accountTokens: AccountTokens,
            sessionTokens: SessionTokens,
          ) =>
            new Credentials({
              mode: config.mode,
              apiKeys,
              accountTokens,
              sessionTokens,
              onRefused: (code) => {
                refusedCredentialsTotal.inc({ code });
              },
            }),
        },
      ],
      exports: [Credentials, SessionTokens, ApiKeys],
    };
  }

  public onModuleInit(): void {
    this.registry.registerMetric(refusedCredentialsTotal);
  }

  public onModuleDestroy(): void {
    this.apiKeys.close();
    this.accountTokens.close();
  }
}

function openApiKeys(config: Readonly<GatewayConfig>, clock: Clock, logger: Logger): ApiKeys {
  const path = config.apiKeysFile;
  if (path === '') return new ApiKeys(null);
  return naming('apiKeysFile', () => {
    const onFailure = (err: unknown): void => {
      logger.error('the file of API keys cannot be used; the last good one stays in force', {
        err,
      });
    };
    return new ApiKeys(new WatchedFile({ path, read: readApiKeyFile, clock, onFailure }));
  });
}

function openAccountKeys(
  config: Readonly<GatewayConfig>,
  secret: string,
  clock: Clock,
  logger: Logger,
): AccountKeys {
  if (config.jwtKeys === '') return secretKeys(secret);
  return naming('jwtKeys', () => publicKeys(config.jwtKeys, clock, logger));
}

/** An error of the file that a setting names becomes one that names the setting. */
function naming<T>(property: keyof GatewayConfig, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown reason';
    throw new SettingError(settingName(property), `names a file that cannot be used: ${why}`);
  }
}
