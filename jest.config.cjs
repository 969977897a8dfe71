// Tests that load onnxruntime themselves must not report to anybody (apps/model-server/src/hosting).
process.env.ORT_DISABLE_TELEMETRY = '1';

/** @type {import('jest').Config} */
const shared = {
  testEnvironment: 'node',
  setupFiles: ['reflect-metadata'],
  // jose has ES modules only, which Jest cannot load on Node 20 as they are; Node itself can.
  transform: { '^.+\.(ts|mjs)$': '@swc/jest', '/node_modules/jose/.+\.js$': '@swc/jest' },
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
  moduleNameMapper: {
    '^@voxrail/client/([a-z]+)$': '<rootDir>/libs/client/src/$1',
    '^@voxrail/([a-z-]+)$': '<rootDir>/libs/$1/src',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.voxrail'],
};

const realTime = { ...shared, setupFilesAfterEnv: ['<rootDir>/test/support/real-time.ts'] };

/**
 * unit: no process, no network. integration: one service's part against a real nats-server or
 * model-server (from dist/, so build first). e2e: the whole stack, started by the test run.
 * triton: the conformance suite and whole conversations on a real Triton (npm run test:triton).
 */
module.exports = {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,cli,bench,scripts}/**/*.spec.{ts,mjs}'],
    },
    {
      ...realTime,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,libs}/**/*.integration.ts'],
    },
    { ...realTime, displayName: 'e2e', testMatch: ['<rootDir>/test/**/*.e2e.ts'] },
    {
      ...realTime,
      displayName: 'triton',
      testMatch: [
        '<rootDir>/apps/model-server/src/kserve/conformance/*.integration.ts',
        '<rootDir>/test/**/*.triton.ts',
      ],
      setupFiles: [...shared.setupFiles, '<rootDir>/test/triton/conformance-address.ts'],
      globalSetup: '<rootDir>/test/triton/global-setup.ts',
      globalTeardown: '<rootDir>/test/triton/global-teardown.ts',
    },
  ],
};
