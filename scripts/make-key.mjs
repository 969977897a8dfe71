import { runBuilt } from './setup/run-built.mjs';

await runBuilt('apps/gateway/src/make-key/main');
