import { wordList } from '../word-list';

/** Only ever a subject: a verb must follow. */
export const SUBJECTS_ONLY = wordList('i he she we they');

export const SUBJECTS = wordList('i you he she it we they');

export const MODALS = wordList('can could will would shall should may might must');

/** Forms that stand before a subject in a question, or before another verb. */
export const AUXILIARIES = wordList(
  `can could will would shall should may might must do does did don't doesn't didn't
   have has had is are was were am`,
);

export const FORMS_OF_BE = wordList('is are was were am');

/** "I'd", "we'll", "they've": the verb that the short form stands for cannot be the last word. */
export const SHORT_FORM =
  /^(?:.+'(?:d|ll|ve|m|re)|(?:it|that|there|he|she|what|who|where|how|here|let)'s)$/;
