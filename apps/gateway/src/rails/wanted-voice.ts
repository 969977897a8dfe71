import type { SessionConfig, SessionConfigDto } from '@voxrail/contracts';
import { DEFAULT_SESSION_CONFIG } from '@voxrail/contracts';

/** What a session asks for by name; absent: the default, which needs no question. */
export interface WantedVoice {
  readonly voice?: string;
  readonly language?: string;
}

/**
 * What a session of `config` will ask for after `change`, as if it had been created so: a new language has to
 * be one of the voice that it keeps. Undefined where neither is another than before.
 */
export function wantedAfter(
  config: SessionConfig,
  change: SessionConfigDto,
): WantedVoice | undefined {
  const { voice = config.voice, language = config.language } = change;
  if (voice === config.voice && language === config.language) return undefined;
  const asksFor = (field: 'voice' | 'language', name: string): boolean =>
    change[field] !== undefined || name !== DEFAULT_SESSION_CONFIG[field];
  return {
    ...(asksFor('voice', voice) && { voice }),
    ...(asksFor('language', language) && { language }),
  };
}
