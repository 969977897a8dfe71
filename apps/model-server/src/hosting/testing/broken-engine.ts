import type { Engine } from '../../engines/engine';

/** Stands for an engine whose native library is not installed. */
export function createEngine(): Promise<Engine> {
  return Promise.reject(new Error('libnothing.so.1 is missing: apt-get install libnothing1'));
}
