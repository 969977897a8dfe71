import { createLogger, createRegistry } from '@voxrail/observability';

import { InfrastructureConfig } from './config/infrastructure-config';
import { loadConfig } from './config/load-config';
import { SettingError } from './config/setting-error';
import { RunningService } from './lifecycle/running-service';
import { endOnDefect } from './lifecycle/end-on-defect';
import { StartError } from './lifecycle/start-error';
import { createServiceParts } from './service.module';
import type { ServiceOptions } from './service-options';

/**
 * Starts a service and stays with it: configuration, internal port, Nest, NATS, readiness, and the
 * end within 4 s of SIGTERM or SIGINT (exit 0). Whatever keeps it from starting ends the process with
 * one line and exit 1. Logs `listening` with its ports when it listens, and `ready` when it first is.
 */
export async function startService(options: ServiceOptions): Promise<void> {
  const config = loadConfig(InfrastructureConfig);
  const logger = createLogger(options.name, { level: config.logLevel });
  const parts = createServiceParts(logger, createRegistry(options.name));
  for (const check of options.checks ?? []) parts.readiness.add(check);
  const service = new RunningService(options, config, parts);
  endOnDefect(logger, service.shutdown);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!service.shutdown.begun) logger.info('shutting down', { signal });
      void service.shutdown.run().then(() => process.exit(0));
    });
  }
  try {
    await service.start();
  } catch (err) {
    if (service.shutdown.begun) return;
    if (err instanceof StartError || err instanceof SettingError) process.stderr.write(`${err.message}\n`);
    else logger.fatal('the service could not start', { err });
    // Threads and connections that the start had begun end in order, or an exit can turn into an abort.
    await service.shutdown.run();
    process.exit(1);
  }
}
