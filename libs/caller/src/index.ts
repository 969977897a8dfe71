export * from './call-record';
export * from './caller';
export * from './condition';
export * from './microphone';
export * from './response-latency';
export * from './turn-record';
