import type { ModelOffer, OfferReply, RailName } from '@voxrail/contracts';
import { OFFER_TIMEOUT_MS, VoxrailError, knowsLanguage, offerSubject } from '@voxrail/contracts';
import type { ControlClient } from '@voxrail/messaging';

import type { WantedVoice } from './wanted-voice';

/** Many names make an error that nobody reads. */
const MAX_NAMED = 24;

function named(names: Iterable<string>): string {
  const all = [...new Set(names)];
  const more = all.length > MAX_NAMED ? ', …' : '';
  return all.slice(0, MAX_NAMED).join(', ') + more;
}

function unknown(
  field: 'voice' | 'language',
  wanted: string,
  known: Iterable<string>,
): VoxrailError {
  return new VoxrailError(
    'bad_request',
    `session.${field} ${wanted} is not known; known are ${named(known)}`,
  );
}

/** Asks the rails what their models know. */
export class RailOffers {
  public constructor(private readonly control: Pick<ControlClient, 'request'>) {}

  /**
   * Refuses a language that no recognizer or no voice knows, and a voice that no model has. A rail that
   * does not answer, or whose models report nothing, refuses nothing: a session may be created before
   * its workers are there.
   * @throws VoxrailError `bad_request` naming the field and what is known.
   */
  public async check(wanted: WantedVoice): Promise<void> {
    const { voice, language } = wanted;
    if (voice === undefined && language === undefined) return;
    const [ears, voices] = await Promise.all([
      language === undefined ? [] : this.ask('asr'),
      this.ask('tts'),
    ]);
    const speaking = voice === undefined ? voices : withVoice(voices, voice);
    if (language === undefined) return;
    requireLanguage(ears, language);
    requireLanguage(speaking, language);
  }

  private async ask(rail: RailName): Promise<readonly ModelOffer[]> {
    try {
      const reply = await this.control.request<Record<string, never>, OfferReply>(
        offerSubject(rail),
        {},
        OFFER_TIMEOUT_MS,
      );
      return reply.models;
    } catch {
      return [];
    }
  }
}

/** The models that have the voice. */
function withVoice(models: readonly ModelOffer[], voice: string): readonly ModelOffer[] {
  if (models.length === 0) return models;
  const having = models.filter(({ voices }) => voices?.includes(voice) ?? true);
  if (having.length > 0) return having;
  throw unknown(
    'voice',
    voice,
    models.flatMap(({ voices }) => voices ?? []),
  );
}

function requireLanguage(models: readonly ModelOffer[], language: string): void {
  const knows = ({ languages }: ModelOffer): boolean =>
    languages === undefined || knowsLanguage(languages, language);
  if (models.length === 0 || models.some(knows)) return;
  throw unknown(
    'language',
    language,
    models.flatMap(({ languages }) => languages ?? []),
  );
}
