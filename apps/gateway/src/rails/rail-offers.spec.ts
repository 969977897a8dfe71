import type { ModelOffer, RailName } from '@voxrail/contracts';
import { offerSubject } from '@voxrail/contracts';
import { ControlError } from '@voxrail/messaging';

import { RailOffers } from './rail-offers';

type Offers = Partial<Record<RailName, readonly ModelOffer[]>>;

function offersOf(offers: Offers): { rails: RailOffers; asked: string[] } {
  const asked: string[] = [];
  const request = async (subject: string): Promise<never> => {
    await Promise.resolve();
    asked.push(subject);
    const rail = (['asr', 'tts'] as const).find((name) => offerSubject(name) === subject);
    const models = rail && offers[rail];
    if (models === undefined) throw new ControlError('no_responders', subject);
    return { models } as never;
  };
  return { rails: new RailOffers({ request }), asked };
}

const ENGLISH: ModelOffer = { languages: ['en'] };
const TWO_MODELS: Offers = {
  asr: [{ languages: ['en', 'de'] }],
  tts: [
    { voices: ['default', 'anna'], languages: ['en'] },
    { voices: ['other-anna'], languages: ['en', 'de'] },
  ],
};

describe('what a session asks for', () => {
  it('is not asked of anyone where it names neither voice nor language', async () => {
    const { rails, asked } = offersOf(TWO_MODELS);
    await rails.check({});
    expect(asked).toEqual([]);
  });

  it('may be any voice in any language that one model has together', async () => {
    const { rails } = offersOf(TWO_MODELS);
    await rails.check({ voice: 'anna' });
    await rails.check({ voice: 'anna', language: 'en-GB' });
    await rails.check({ voice: 'other-anna', language: 'de' });
    await rails.check({ language: 'de' });
  });

  it.each([
    [{ voice: 'bert' }, 'session.voice bert is not known; known are default, anna, other-anna'],
    [{ voice: 'anna', language: 'de' }, 'session.language de is not known; known are en'],
    [{ language: 'fr' }, 'session.language fr is not known; known are en, de'],
  ])('%j is refused by name, with what is known', async (wanted, message) => {
    const { rails } = offersOf(TWO_MODELS);
    await expect(rails.check(wanted)).rejects.toMatchObject({ code: 'bad_request', message });
  });

  it('is refused where only the recognizer does not know the language', async () => {
    const { rails } = offersOf({ asr: [ENGLISH], tts: [{ languages: ['en', 'de'] }] });
    await expect(rails.check({ language: 'de' })).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('is not refused by a rail that has no worker, or models that report nothing', async () => {
    await offersOf({}).rails.check({ voice: 'x', language: 'xx' });
    await offersOf({ asr: [{}], tts: [{}] }).rails.check({ voice: 'x', language: 'xx' });
  });
});
