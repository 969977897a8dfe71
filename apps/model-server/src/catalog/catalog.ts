import * as chatterbox from '../engines/chatterbox/definition';
import * as cosyvoice2 from '../engines/cosyvoice2/definition';
import * as parakeetTdt from '../engines/parakeet-tdt/definition';
import * as qwen3 from '../engines/qwen3/definition';
import * as sileroVad from '../engines/silero-vad/definition';
import type { ModelVariants } from './select-models';

/** Every model that this server knows, by the name under which the rails call it. */
export const CATALOG = {
  silero_vad: sileroVad,
  parakeet_tdt: parakeetTdt,
  qwen3,
  chatterbox,
  cosyvoice2,
} as const satisfies Readonly<Record<string, ModelVariants>>;
