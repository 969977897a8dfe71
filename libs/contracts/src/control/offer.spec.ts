import { knowsLanguage } from './offer';

describe('knowsLanguage', () => {
  it.each([
    [['en'], 'en', true],
    [['en'], 'en-AU', true],
    [['EN-gb'], 'en-GB', true],
    [['en-gb'], 'en', false],
    [['en-gb'], 'en-US', false],
    [['de', 'fr'], 'en', false],
    [['e'], 'en', false],
    [[], 'en', false],
  ])('of %j: %s is %p', (languages, language, known) => {
    expect(knowsLanguage(languages, language)).toBe(known);
  });
});
