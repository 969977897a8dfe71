import * as qwen3 from '../engines/qwen3/definition';
import type { ModelVariants } from './select-models';

/** Every model that this server knows, by the name under which the rails call it. */
export const CATALOG = {
  qwen3,
} as const satisfies Readonly<Record<string, ModelVariants>>;
