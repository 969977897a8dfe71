/** What the engine understands of a JSON Schema for one argument. */
export interface ArgumentSchema {
  readonly name: string;
  readonly required: boolean;
  readonly type: string;
  readonly description: string;
  readonly options: readonly string[];
  readonly fallback: unknown;
  readonly minimum: number | undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first type that is not null: `["string", "null"]` is a string. */
function typeOf(value: unknown): string {
  const types: readonly unknown[] = Array.isArray(value) ? value : [value];
  const type = types.find((candidate) => typeof candidate === 'string' && candidate !== 'null');
  return typeof type === 'string' ? type : 'string';
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The arguments of a tool, in the order of its schema. */
export function argumentsOf(parameters: Readonly<Record<string, unknown>>): ArgumentSchema[] {
  const properties = parameters['properties'];
  if (!isRecord(properties)) return [];
  const required = new Set(strings(parameters['required']));
  return Object.entries(properties).map(([name, schema]) => {
    const fields = isRecord(schema) ? schema : {};
    const { type, description, minimum } = fields;
    return {
      name,
      required: required.has(name),
      type: typeOf(type),
      description: typeof description === 'string' ? description : '',
      options: strings(fields['enum']),
      fallback: fields['default'],
      minimum: typeof minimum === 'number' ? minimum : undefined,
    };
  });
}
