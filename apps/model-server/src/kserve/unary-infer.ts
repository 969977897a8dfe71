import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { WireInferRequest, WireInferResponse } from '@voxrail/inference';

import type { InferenceJob } from '../hosting/inference-job';
import type { ModelHost } from '../hosting/model-host';
import { ServingError } from '../hosting/serving-error';
import { grpcStatusOf, servingErrorOf } from './grpc-status';
import { parseRequest } from './parsed-request';
import { encodeResponse } from './response-encoding';

type UnaryCall = ServerUnaryCall<WireInferRequest, WireInferResponse>;

function start(
  host: ModelHost,
  call: UnaryCall,
  reply: sendUnaryData<WireInferResponse>,
): InferenceJob {
  const { request } = call;
  const model = host.get(request.model_name, request.model_version);
  if (model.definition.decoupled) {
    throw new ServingError(
      'UNIMPLEMENTED',
      "ModelInfer RPC doesn't support models with decoupled transaction policy",
    );
  }
  const { engineRequest, wantedOutputs } = parseRequest(model, request);
  let response: WireInferResponse | undefined;
  return model.infer(engineRequest, {
    onResponse: (outputs) => {
      response ??= encodeResponse(model.definition, engineRequest.id, wantedOutputs, outputs);
    },
    onDone: () => {
      if (response !== undefined) reply(null, response);
      else reply(grpcStatusOf(new ServingError('INTERNAL', 'the model gave no response')));
    },
    onFailed: (error) => {
      reply(grpcStatusOf(error));
    },
  });
}

/** ModelInfer: one request, one response, of models that are not decoupled. */
export function unaryInfer(
  host: ModelHost,
  call: UnaryCall,
  reply: sendUnaryData<WireInferResponse>,
): void {
  try {
    const job = start(host, call, reply);
    call.on('cancelled', () => {
      job.cancel();
    });
  } catch (error) {
    reply(grpcStatusOf(servingErrorOf(error)));
  }
}
