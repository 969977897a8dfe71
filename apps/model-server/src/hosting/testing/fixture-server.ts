import { SystemClock } from '@voxrail/clock';
import { createLogger } from '@voxrail/observability';

import { InferenceServer } from '../../kserve/inference-server';
import { ModelHost } from '../model-host';
import { FIXTURE_MODELS } from './fixture-models';
import { MISFIT_MODELS } from './misfit-models';

/*
 * A process that serves the models named on its command line, for tests: fixtures, and misfits under
 * the rails' names. The first argument is the port, 0 for any. It tells its parent the port, and ends when the parent goes or asks it to by closing the channel.
 */

async function serve([wantedPort, ...names]: readonly string[]): Promise<void> {
  const definitions = [...FIXTURE_MODELS, ...MISFIT_MODELS].filter((model) =>
    names.includes(model.name),
  );
  const clock = new SystemClock();
  const host = new ModelHost(definitions, clock, createLogger('model-server'));
  const server = new InferenceServer(host, clock);
  const port = await server.listen('127.0.0.1', Number(wantedPort));
  process.once('disconnect', () => {
    void server.close().then(() => host.close());
  });
  process.send?.({ port });
}

void serve(process.argv.slice(2));
