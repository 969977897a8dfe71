export * from './free-port';
export * from './in-memory-bucket';
export * from './in-memory-bus';
export * from './nats-server';
export type { LogLine } from './service-log';
export * from './service-process';
export * from './until';
