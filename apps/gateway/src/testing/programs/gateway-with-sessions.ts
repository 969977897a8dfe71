import 'reflect-metadata';

import { Body, Controller, Delete, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { SessionConfigDto } from '@voxrail/contracts';
import { loadConfig, startService } from '@voxrail/service';

import { LimitsConfig } from '../../edge/limits/limits-config';
import { GatewayConfig } from '../../gateway-config';
import { GatewayModule } from '../../gateway.module';
import { ConnectionManager } from '../../session/connection-manager';

/** Sessions for raw WebSockets to open, made without credentials, for tests. */
@Controller('v1/sessions')
class SessionsForTests {
  public constructor(@Inject(ConnectionManager) private readonly connections: ConnectionManager) {}

  @Post()
  public async create(@Body() session: SessionConfigDto): Promise<{ session_id: string }> {
    const grants = { tools: null, maxDurationS: null, owner: 'local' };
    return { session_id: await this.connections.create(session, grants) };
  }

  @Delete(':id')
  @HttpCode(204)
  public async remove(@Param('id') sid: string): Promise<void> {
    await this.connections.remove(sid);
  }
}

const gateway = GatewayModule.forRoot(loadConfig(GatewayConfig), loadConfig(LimitsConfig));

void startService({
  name: 'gateway',
  module: { ...gateway, controllers: [SessionsForTests] },
  publicPort: 3000,
  internalPort: 9464,
  controlPlane: true,
});
