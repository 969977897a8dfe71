import { runBuilt } from './setup/run-built.mjs';
import {
  installSystemPackages,
  RUNTIME_PACKAGES,
  TEST_PACKAGES,
} from './setup/system-packages.mjs';

const SPEECH_SOURCES = TEST_PACKAGES.filter((entry) => entry.name !== 'chromium');

await runBuilt('bench/src/main', () =>
  installSystemPackages([...RUNTIME_PACKAGES, ...SPEECH_SOURCES]),
);
