import type { ModelOffer, OfferReply } from '@voxrail/contracts';
import type { InferenceClient, ModelParameters } from '@voxrail/inference';
import { InferenceError, listParameter } from '@voxrail/inference';

import type { SpeechModel } from './voice-route';
import { SPEECH_MODELS, voiceNames } from './voice-route';

/** As a session may name them; what the model does not report is absent. */
function offerOf(
  model: SpeechModel,
  defaultModel: SpeechModel,
  parameters: ModelParameters,
): ModelOffer {
  const voices = listParameter(parameters, 'voices');
  const languages = listParameter(parameters, 'languages');
  return {
    ...(voices !== undefined && { voices: voiceNames(voices, model, defaultModel) }),
    ...(languages !== undefined && { languages }),
  };
}

async function ask(
  client: Pick<InferenceClient, 'modelParameters'>,
  model: SpeechModel,
): Promise<ModelParameters | 'absent'> {
  try {
    return await client.modelParameters(model);
  } catch (error) {
    if (error instanceof InferenceError && error.code === 'NOT_FOUND') return 'absent';
    throw error;
  }
}

/**
 * The voices of all speech models that the server has, and their languages.
 * @throws InferenceError where a model that may be there cannot be asked.
 */
export async function voiceOffer(
  client: Pick<InferenceClient, 'modelParameters'>,
  defaultModel: SpeechModel,
): Promise<OfferReply> {
  const offers = SPEECH_MODELS.map(async (model) => {
    const parameters = await ask(client, model);
    return parameters === 'absent' ? [] : [offerOf(model, defaultModel, parameters)];
  });
  return { models: (await Promise.all(offers)).flat() };
}
