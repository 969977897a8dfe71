export * from './corpus';
export * from './pauses';
export * from './recordings';
export * from './synthesized';
export * from './to-utterance';
export * from './utterance';
