import type { ServiceProcess } from './service-process';

/**
 * Where a model-server serves inference that was started on any free port: no other process can have taken
 * the port meanwhile, as it can one that is looked for before.
 */
export function inferencePort(models: ServiceProcess): string {
  const line = models.log.find(({ msg }) => msg === 'serving inference');
  if (line === undefined) throw new Error('model-server does not say where it serves');
  return String(line['port']);
}
