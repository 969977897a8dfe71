// class-transformer's @Type reads the design:type metadata that this polyfill keeps.
import 'reflect-metadata';

export * from './audio-format';
export * from './client/client-messages.dto';
export * from './client/merge-session-config';
export * from './client/server-messages';
export * from './client/session-config';
export * from './client/session-config.dto';
export * from './control/claim';
export * from './control/offer';
export * from './control/owner';
export * from './errors/error-code';
export * from './errors/voxrail-error';
export * from './frame/frame';
export * from './frame/frame-codec';
export * from './frame/frame-kind';
export * from './json-object';
export * from './rail-name';
export * from './rails/asr-messages';
export * from './rails/broadcast-messages';
export * from './rails/llm-messages';
export * from './rails/payload-codec';
export * from './rails/tts-messages';
export * from './session-id';
export * from './subjects';
export * from './trace-context';
