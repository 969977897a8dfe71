import { SystemClock } from '@voxrail/clock';
import { createLogger } from '@voxrail/observability';

import { InferenceServer } from '../../kserve/inference-server';
import { ModelHost } from '../model-host';
import { FIXTURE_MODELS } from './fixture-models';

/*
 * A process that serves the fixture models named on its command line, for tests. It tells its parent
 * the port, and ends when the parent goes or asks it to by closing the channel.
 */

async function serve(names: readonly string[]): Promise<void> {
  const definitions = FIXTURE_MODELS.filter((model) => names.includes(model.name));
  const clock = new SystemClock();
  const host = new ModelHost(definitions, clock, createLogger('model-server'));
  const server = new InferenceServer(host, clock);
  const port = await server.listen('127.0.0.1', 0);
  process.once('disconnect', () => {
    void server.close().then(() => host.close());
  });
  process.send?.({ port });
}

void serve(process.argv.slice(2));
