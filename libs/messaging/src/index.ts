export * from './bus/bus-error';
export * from './bus/bus-observer';
export * from './bus/connect-message-bus';
export * from './bus/message-bus';
export * from './control/control-client';
export * from './control/control-error';
export * from './control/control-transport';
export * from './messaging.module';
export type { NatsEndpoint } from './nats-options';
