import 'reflect-metadata';

import { getMetadataStorage, validateSync } from 'class-validator';

import { SettingError } from './setting-error';

type ConfigClass<T extends object> = new () => T;

/** `tritonAddressVad` → `VOXRAIL_TRITON_ADDRESS_VAD`. */
export function settingName(property: string): string {
  return `VOXRAIL_${property.replaceAll(/([A-Z])/g, '_$1').toUpperCase()}`;
}

function settingsOf(type: ConfigClass<object>): string[] {
  const storage = getMetadataStorage();
  const rules = storage.getTargetValidationMetadatas(type, type.name, false, false);
  return [...new Set(rules.map((rule) => rule.propertyName))];
}

type SettingType = 'number' | 'boolean' | 'string';

/** By its default; without one, by its declared type, which the compiler records for decorated properties. */
function typeOf(config: object, property: string): SettingType {
  const initial: unknown = Reflect.get(config, property);
  if (typeof initial === 'number') return 'number';
  if (typeof initial === 'boolean') return 'boolean';
  const declared: unknown = Reflect.getMetadata('design:type', config, property);
  if (declared === Number) return 'number';
  return declared === Boolean ? 'boolean' : 'string';
}

/** Text that is not of the type stays text, for validation to refuse. */
function convert(text: string, type: SettingType): string | number | boolean {
  switch (type) {
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : text;
    case 'string':
      return text;
  }
}

/**
 * A configuration from environment variables. `type` is a class of class-validator rules whose
 * property names are settings in camel case and whose initial values are the defaults. A property is a
 * string, a number or a boolean (`true` and `false`, nothing else). A variable that is set to nothing
 * counts as not set.
 * @throws SettingError for the first setting that breaks a rule.
 */
export function parseConfig<T extends object>(
  type: ConfigClass<T>,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<T> {
  const config = new type();
  for (const property of settingsOf(type)) {
    const text = env[settingName(property)]?.trim();
    if (text === undefined || text === '') continue;
    Object.assign(config, { [property]: convert(text, typeOf(config, property)) });
  }
  const first = validateSync(config, { forbidUnknownValues: false })[0];
  if (first !== undefined) {
    // Decorators are applied from the last to the first, and the first says what the setting is.
    const rule = Object.values(first.constraints ?? {}).at(-1) ?? `${first.property} is invalid`;
    throw new SettingError(settingName(first.property), rule.replace(`${first.property} `, ''));
  }
  return Object.freeze(config);
}

/** `parseConfig` on the process's environment; a bad setting ends the process with one line naming it. */
export function loadConfig<T extends object>(type: ConfigClass<T>): Readonly<T> {
  try {
    return parseConfig(type, process.env);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
