import type { WireModelConfig } from './wire/messages';

/** What a model's configuration says of it beyond the protocol. */
export type ModelParameters = Readonly<Record<string, string>>;

/** A parameter that is a list, separated by commas; undefined where the model does not have it. */
export function listParameter(
  parameters: ModelParameters,
  name: string,
): readonly string[] | undefined {
  return parameters[name]
    ?.split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

export function describeParameters(answer: {
  readonly config: WireModelConfig | null;
}): ModelParameters {
  const parameters = Object.entries(answer.config?.parameters ?? {});
  return Object.fromEntries(parameters.map(([name, value]) => [name, value.string_value]));
}
