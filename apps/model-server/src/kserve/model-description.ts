import type {
  WireConfigTensor,
  WireModelConfig,
  WireModelIndex,
  WireModelMetadata,
  WireTensorMetadata,
} from '@voxrail/inference';

import type { Datatype, ModelDefinition, TensorSpec } from '../engines/engine';
import type { HostedModel } from '../hosting/hosted-model';
import { MODEL_VERSION } from '../hosting/model-host';

function tensorMetadata(spec: TensorSpec): WireTensorMetadata {
  return { name: spec.name, datatype: spec.datatype, shape: spec.shape };
}

export function describeMetadata(definition: ModelDefinition): WireModelMetadata {
  return {
    name: definition.name,
    versions: [MODEL_VERSION],
    platform: definition.platform,
    inputs: definition.inputs.map(tensorMetadata),
    outputs: definition.outputs.map(tensorMetadata),
  };
}

/** model_config.proto calls BYTES by another name. */
function configType(datatype: Datatype): string {
  return datatype === 'BYTES' ? 'TYPE_STRING' : `TYPE_${datatype}`;
}

function configTensor(spec: TensorSpec): WireConfigTensor {
  return { name: spec.name, data_type: configType(spec.datatype), dims: spec.shape };
}

const US_PER_MS = 1000;

function describeSequenceBatching(
  definition: ModelDefinition,
): Pick<WireModelConfig, 'sequence_batching'> {
  if (definition.sequence === undefined) return {};
  return {
    sequence_batching: {
      max_sequence_idle_microseconds: definition.sequence.maxIdleMs * US_PER_MS,
      oldest: { max_candidate_sequences: definition.capacityPerInstance },
    },
  };
}

/** The configuration that a Triton model of the same behaviour would have. */
export function describeConfig(definition: ModelDefinition): WireModelConfig {
  return {
    name: definition.name,
    platform: definition.platform,
    backend: definition.platform,
    max_batch_size: 0,
    input: definition.inputs.map((spec) => ({
      ...configTensor(spec),
      optional: spec.optional ?? false,
    })),
    output: definition.outputs.map(configTensor),
    instance_group: [{ name: definition.name, kind: 'KIND_CPU', count: definition.instances }],
    model_transaction_policy: { decoupled: definition.decoupled },
    ...describeSequenceBatching(definition),
    parameters: Object.fromEntries(
      Object.entries({
        ...definition.parameters,
        capacity_per_instance: String(definition.capacityPerInstance),
      }).map(([name, value]) => [name, { string_value: value }]),
    ),
  };
}

export function describeIndex(model: HostedModel): WireModelIndex {
  return {
    name: model.definition.name,
    version: MODEL_VERSION,
    state: model.state,
    reason: model.reason,
  };
}
