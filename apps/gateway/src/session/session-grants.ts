import type { SessionConfig } from '@voxrail/contracts';
import { VoxrailError } from '@voxrail/contracts';

/** On whose behalf sessions run that need no credentials: nobody counts them. */
export const LOCAL_OWNER = 'local';

/** What a session may do, whatever its configuration asks for; it holds for as long as the session lives. */
export interface SessionGrants {
  /** Names of the tools that it may have; null: any. */
  readonly tools: readonly string[] | null;
  /** Its longest duration; null: what its configuration says. */
  readonly maxDurationS: number | null;
  /** On whose behalf it runs: an API key's id, an account's subject, or `LOCAL_OWNER`. */
  readonly owner: string;
}

/**
 * The configuration within the grants.
 * @throws VoxrailError `forbidden` naming the tool that is not granted.
 */
export function applyGrants(config: SessionConfig, grants: SessionGrants): SessionConfig {
  const { tools, maxDurationS } = grants;
  const refused =
    tools === null ? undefined : config.tools.find(({ name }) => !tools.includes(name));
  if (refused !== undefined) {
    throw new VoxrailError('forbidden', `the tool ${refused.name} is not granted`);
  }
  if (maxDurationS === null || config.limits.max_duration_s <= maxDurationS) return config;
  return { ...config, limits: { ...config.limits, max_duration_s: maxDurationS } };
}
