export * from './audio-file-error';
export * from './pcm';
export * from './resample';
export * from './speech-bounds';
export * from './streaming-resampler';
export * from './wav-file';
