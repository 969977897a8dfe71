import type { WireInferRequest } from '@voxrail/inference';

import type { EngineRequest } from '../engines/engine';
import type { HostedModel } from '../hosting/hosted-model';
import { readInputs, readWantedOutputs } from './request-inputs';
import { readParameters } from './request-parameters';

/** A request that keeps all rules, ready for its model. */
export interface ParsedRequest {
  readonly engineRequest: EngineRequest;
  /** As the request has it; empty where any is meant. */
  readonly wantedVersion: string;
  readonly wantedOutputs: ReadonlySet<string>;
  readonly emptyFinalResponse: boolean;
}

/** Throws ServingError INVALID_ARGUMENT. A model without a sequence batcher does not hear of sequences. */
export function parseRequest(model: HostedModel, request: WireInferRequest): ParsedRequest {
  const { definition } = model;
  const parameters = readParameters(request.parameters ?? {});
  const wantedOutputs = readWantedOutputs(definition, request);
  const inputs = readInputs(definition, request);
  const { sequence } = parameters;
  return {
    engineRequest: {
      id: request.id ?? '',
      inputs,
      parameters: parameters.own,
      ...(definition.sequence !== undefined && sequence !== undefined ? { sequence } : {}),
    },
    wantedVersion: request.model_version ?? '',
    wantedOutputs,
    emptyFinalResponse: parameters.emptyFinalResponse,
  };
}
