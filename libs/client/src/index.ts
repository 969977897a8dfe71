export * from './audio-bytes';
export * from './client-error';
export * from './client-events';
export * from './client-options';
export * from './playback-reports';
export * from './playback-timeline';
export * from './tool-handler';
export * from './voxrail-client';
