export * from './config/load-config';
export * from './config/setting-error';
export * from './health/health';
export * from './health/readiness';
export * from './lifecycle/drain';
export * from './lifecycle/start-error';
export * from './service.module';
export * from './start-service';
