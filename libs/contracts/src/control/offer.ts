/** What one model of a rail knows. What it does not report is absent, and anything may be tried. */
export interface ModelOffer {
  /** As a session names them. */
  readonly voices?: readonly string[];
  /** Codes such as `en` or `en-GB`; one without a region is the language of all regions. */
  readonly languages?: readonly string[];
}

/** va.<rail>.offer, answered by any worker that is ready: each model that a session may be served by. */
export interface OfferReply {
  readonly models: readonly ModelOffer[];
}

/** A rail that does not answer by then offers nothing that is known. */
export const OFFER_TIMEOUT_MS = 500;

/** Whether a model that knows `languages` knows `language`: `en-AU` is known where `en` or `en-au` is. */
export function knowsLanguage(languages: readonly string[], language: string): boolean {
  const wanted = language.toLowerCase();
  const [primary] = wanted.split('-');
  return languages.some((known) => [wanted, primary].includes(known.toLowerCase()));
}
