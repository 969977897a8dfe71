import 'reflect-metadata';

import type { OnModuleDestroy } from '@nestjs/common';
import { Controller, Get, Inject, Injectable, Module } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { Drain, startService } from '@voxrail/service';

/**
 * A service of nothing but what every service has, for tests of just that. EXAMPLE_BEHAVIOUR: `hangs`
 * (neither drains nor closes), `fails` (its module cannot be made), `public` (has a public port),
 * `alone` (not on NATS). SIGUSR2 makes it throw where nobody catches, SIGHUP reject likewise.
 */
const behaviour = process.env['EXAMPLE_BEHAVIOUR'];

const NEVER = new Promise<void>(() => undefined);

@Injectable()
class Example implements OnModuleDestroy {
  public constructor(@Inject(Drain) drain: Drain) {
    if (behaviour === 'fails') throw new Error('the example fails');
    drain.add({
      name: 'example',
      drain: async () => {
        if (behaviour === 'hangs') await NEVER;
      },
    });
  }

  public async onModuleDestroy(): Promise<void> {
    if (behaviour === 'hangs') await NEVER;
  }
}

@Controller()
class ExampleController {
  @Get('/')
  public greet(): string {
    return 'public';
  }

  @MessagePattern('example.ask')
  public answer(): object {
    return { answered: true };
  }
}

@Module({ providers: [Example], controllers: [ExampleController] })
class ExampleModule {}

process.on('SIGUSR2', () => {
  throw new Error('thrown where nobody catches');
});

process.on('SIGHUP', () => {
  void Promise.reject(new Error('rejected where nobody catches'));
});

void startService({
  name: 'gateway',
  module: ExampleModule,
  internalPort: 9464,
  controlPlane: behaviour !== 'alone',
  ...(behaviour === 'public' ? { publicPort: 3000 } : {}),
});
