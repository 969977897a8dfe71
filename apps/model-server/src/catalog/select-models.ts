import type { ModelDefinition } from '../engines/engine';

/** `embedded`: the real engine of this machine's CPU; `synthetic`: set latencies, for benchmarks and tests. */
export const MODEL_PROFILES = ['embedded', 'synthetic'] as const;

export type ModelProfile = (typeof MODEL_PROFILES)[number];

/** What one model can be served by. */
export type ModelVariants = Readonly<Record<ModelProfile, ModelDefinition>>;

/** What a single model's setting may say; `off` leaves it out. */
export const MODEL_CHOICES = [...MODEL_PROFILES, 'off'] as const;

export type ModelChoice = (typeof MODEL_CHOICES)[number];

/** The definitions to serve: `profile` for all models but those with a choice of their own. */
export function selectModels<Name extends string>(
  catalog: Readonly<Record<Name, ModelVariants>>,
  profile: ModelProfile,
  choices: Readonly<Partial<Record<NoInfer<Name>, ModelChoice | undefined>>>,
): readonly ModelDefinition[] {
  const names = Object.keys(catalog) as Name[];
  return names.flatMap((name) => {
    const choice: ModelChoice = choices[name] ?? profile;
    return choice === 'off' ? [] : [catalog[name][choice]];
  });
}
