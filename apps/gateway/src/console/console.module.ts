import { Module } from '@nestjs/common';

import { ConsoleAssets } from './console-assets';
import { ConsoleController } from './console.controller';

/** Serves the web page from the gateway's public port. */
@Module({
  controllers: [ConsoleController],
  providers: [{ provide: ConsoleAssets, useFactory: () => new ConsoleAssets() }],
})
export class ConsoleModule {}
