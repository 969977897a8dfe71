const APPS = '^apps/';

/** The directions of docs/architecture.md: apps → libs, edge → session → rails → messaging. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'libs-know-no-app', severity: 'error', from: { path: '^libs/' }, to: { path: APPS } },
    {
      name: 'apps-do-not-import-each-other',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: APPS, pathNot: '^apps/$1/' },
    },
    {
      name: 'contracts-do-no-io',
      severity: 'error',
      from: { path: '^libs/contracts/src/', pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: [
          '^libs/contracts/',
          'node_modules/(class-(validator|transformer)|reflect-metadata)/',
        ],
      },
    },
    {
      name: 'only-messaging-imports-nats',
      severity: 'error',
      from: { pathNot: '^libs/messaging/' },
      to: { path: 'node_modules/nats/' },
    },
    {
      name: 'only-inference-and-model-server-import-grpc',
      comment:
        'libs/inference is the client; apps/model-server is the other end of the same protocol.',
      severity: 'error',
      from: { pathNot: '^(libs/inference|apps/model-server)/' },
      to: { path: 'node_modules/@grpc/' },
    },
    {
      name: 'gateway-session-knows-no-edge',
      severity: 'error',
      from: { path: '^apps/gateway/src/session/' },
      to: { path: '^apps/gateway/src/edge/' },
    },
    {
      name: 'gateway-rails-know-no-session-or-edge',
      severity: 'error',
      from: { path: '^apps/gateway/src/rails/' },
      to: { path: '^apps/gateway/src/(session|edge)/' },
    },
    {
      name: 'client-stands-alone',
      comment:
        'The client library is a package of its own and runs in browsers: of ours it takes types only.',
      severity: 'error',
      from: { path: '^libs/client/src/', pathNot: '\\.(spec|integration)\\.ts$' },
      to: { path: '^libs/', pathNot: '^libs/client/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-has-few-dependencies',
      severity: 'error',
      from: { path: '^libs/client/src/', pathNot: '\\.(spec|integration)\\.ts$' },
      to: {
        path: 'node_modules',
        pathNot: 'node_modules/(socket.io-client|(@types/)?(ws|react))/',
      },
    },
    {
      name: 'console-uses-the-client-and-nothing-else',
      severity: 'error',
      from: { path: '^apps/gateway/src/console/page/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^(apps/gateway/src/console/page|libs/client)/' },
    },
    {
      name: 'not-to-test',
      severity: 'error',
      from: { pathNot: '\\.(spec|integration|e2e)\\.ts$' },
      to: { path: '\\.(spec|integration|e2e)\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
