import { runBuilt } from './setup/run-built.mjs';

await runBuilt('cli/talk/src/main');
