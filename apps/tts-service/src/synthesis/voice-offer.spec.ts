import { InferenceError } from '@voxrail/inference';
import type { ModelParameters } from '@voxrail/inference';

import { voiceOffer } from './voice-offer';

function serverOf(models: Readonly<Record<string, ModelParameters | InferenceError>>) {
  return {
    modelParameters: async (name: string): Promise<ModelParameters> => {
      await Promise.resolve();
      const found = models[name] ?? new InferenceError('NOT_FOUND', 'unknown model');
      if (found instanceof InferenceError) throw found;
      return found;
    },
  };
}

describe('the offer of the speech models', () => {
  it('names the voices of each as a session would', async () => {
    const server = serverOf({
      chatterbox: { voices: 'default, anna', languages: 'en' },
      cosyvoice2: { voices: 'default,bert', languages: 'en,zh' },
    });
    expect(await voiceOffer(server, 'chatterbox')).toEqual({
      models: [
        {
          voices: ['default', 'anna', 'chatterbox-default', 'chatterbox-anna', 'chatterbox'],
          languages: ['en'],
        },
        {
          voices: ['cosyvoice2-default', 'cosyvoice2-bert', 'cosyvoice2'],
          languages: ['en', 'zh'],
        },
      ],
    });
  });

  it('leaves out a model that the server does not have', async () => {
    const server = serverOf({ chatterbox: { voices: 'default' } });
    expect((await voiceOffer(server, 'chatterbox')).models).toHaveLength(1);
  });

  it('says nothing of what a model does not report', async () => {
    expect(await voiceOffer(serverOf({ cosyvoice2: {} }), 'chatterbox')).toEqual({ models: [{}] });
  });

  it('fails where a model may be there and cannot be asked', async () => {
    const server = serverOf({
      chatterbox: {},
      cosyvoice2: new InferenceError('UNAVAILABLE', 'gone'),
    });
    await expect(voiceOffer(server, 'chatterbox')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
