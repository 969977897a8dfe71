export * from './logging/log-fields';
export * from './logging/logger';
export * from './logging/nest-logger';
export * from './metrics/error-type';
export * from './metrics/metrics';
export * from './metrics/service-metrics';
export * from './service-name';
export * from './tracing/traceparent';
