import { embedded as chatterbox } from '../../engines/chatterbox/definition';
import type { ModelDefinition, TensorSpec } from '../../engines/engine';
import { embedded as parakeetTdt } from '../../engines/parakeet-tdt/definition';
import { embedded as qwen3 } from '../../engines/qwen3/definition';
import { embedded as sileroVad } from '../../engines/silero-vad/definition';

function changed(tensors: readonly TensorSpec[], change: TensorSpec): TensorSpec[] {
  return tensors.map((tensor) => (tensor.name === change.name ? change : tensor));
}

function misfit(model: ModelDefinition, change: Partial<ModelDefinition>): ModelDefinition {
  return { ...model, ...change, module: '../hosting/testing/echo-engine', instances: 1 };
}

/** The rails' models by name, each with one tensor that is not as the rails have it. */
export const MISFIT_MODELS: readonly ModelDefinition[] = [
  // As the graph of an older version has it.
  misfit(sileroVad, {
    inputs: changed(sileroVad.inputs, { name: 'state', datatype: 'FP32', shape: [2, -1, 64] }),
  }),
  misfit(parakeetTdt, {
    inputs: changed(parakeetTdt.inputs, { name: 'AUDIO', datatype: 'FP32', shape: [-1] }),
  }),
  misfit(qwen3, {
    outputs: qwen3.outputs.filter(({ name }) => name !== 'finish_reason'),
  }),
  misfit(chatterbox, {
    outputs: changed(chatterbox.outputs, { name: 'AUDIO', datatype: 'INT16', shape: [-1] }),
  }),
];
