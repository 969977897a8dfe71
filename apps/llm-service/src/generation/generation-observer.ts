import type { LlmDone } from '@voxrail/contracts';

import type { GenerationFailure } from './generation-failure';

/** Is told of what is measured and logged. */
export interface GenerationObserver {
  firstText(afterMs: number): void;
  done(done: Omit<LlmDone, 'atMs'>): void;
  failed(sid: string, order: number, failure: GenerationFailure): void;
}
