import type { SessionConfigDto } from '@voxrail/contracts';
import { DEFAULT_SESSION_CONFIG, mergeSessionConfig } from '@voxrail/contracts';

import { wantedAfter } from './wanted-voice';

const DEFAULTS: SessionConfigDto = {};
const CHOSEN: SessionConfigDto = { voice: 'anna', language: 'de' };

describe('what a session asks for after an update', () => {
  it.each([
    ['nothing, where neither changes', DEFAULTS, { instructions: 'x' }, undefined],
    ['nothing, where both are named as they are', CHOSEN, { ...CHOSEN }, undefined],
    [
      'a voice alone, where nobody chose the language',
      DEFAULTS,
      { voice: 'anna' },
      { voice: 'anna' },
    ],
    [
      'a language alone, where nobody chose the voice',
      DEFAULTS,
      { language: 'de' },
      { language: 'de' },
    ],
    [
      'a voice for the language that it has',
      CHOSEN,
      { voice: 'b' },
      { voice: 'b', language: 'de' },
    ],
    [
      'a language of the voice that it has',
      CHOSEN,
      { language: 'fr' },
      { voice: 'anna', language: 'fr' },
    ],
    [
      'the default by its name',
      CHOSEN,
      { voice: 'default', language: 'en' },
      { voice: 'default', language: 'en' },
    ],
  ] as const)('is %s', (_case, before, change, wanted) => {
    expect(wantedAfter(mergeSessionConfig(DEFAULT_SESSION_CONFIG, before), change)).toEqual(wanted);
  });
});
