export * from './free-port';
export * from './in-memory-bus';
export * from './nats-server';
export * from './scripted-gateway/connected-message';
export * from './scripted-gateway/scripted-gateway';
export * from './scripted-gateway/scripted-stream';
export type { LogLine } from './service-log';
export * from './service-process';
export * from './until';
