import 'reflect-metadata';

import { loadConfig, startService } from '@voxrail/service';

import { LimitsConfig } from './edge/limits/limits-config';
import { configureRest } from './edge/rest/configure-rest';
import { GatewayConfig } from './gateway-config';
import { GatewayModule } from './gateway.module';

const PUBLIC_PORT = 3000;
const INTERNAL_PORT = 9464;

void startService({
  name: 'gateway',
  module: GatewayModule.forRoot(loadConfig(GatewayConfig), loadConfig(LimitsConfig)),
  publicPort: PUBLIC_PORT,
  internalPort: INTERNAL_PORT,
  controlPlane: true,
  configure: configureRest,
});
