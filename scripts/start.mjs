import { runBuilt } from './setup/run-built.mjs';
import { installSystemPackages, RUNTIME_PACKAGES } from './setup/system-packages.mjs';

await runBuilt('cli/stack/src/main', () => installSystemPackages(RUNTIME_PACKAGES));
